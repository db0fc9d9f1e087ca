using 'violating.bicep'

param prefix = 'contoso'
param requireSecureTransport = 'ON'

using 'violating.bicep'

param prefix = 'contoso-test'
param requireSecureTransport = 'OFF'

param name string

@allowed(['ON', 'OFF'])
param requireSecureTransport string

var settings = [
  { name: 'require_secure_transport', value: requireSecureTransport }
  { name: 'ssl_min_protocol_version', value: 'TLSv1.2' }
]

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: name
  location: resourceGroup().location
  sku: {
    name: 'Standard_D2ds_v5'
    tier: 'GeneralPurpose'
  }
  properties: {
    version: '16'
  }
}

// Azure changes one parameter of a server at a time.
@batchSize(1)
resource parameters 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = [
  for setting in settings: {
    parent: server
    name: setting.name
    properties: {
      value: setting.value
      source: 'user-override'
    }
  }
]

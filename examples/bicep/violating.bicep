@description('Beginning of the names of all servers.')
param prefix string

param requireSecureTransport string

// What the caller says ends in the module: with violating.test.bicepparam it is OFF.
module orders 'modules/server.bicep' = {
  name: 'orders'
  params: {
    name: '${prefix}-orders'
    requireSecureTransport: requireSecureTransport
  }
}

// Nobody says which TLS version it takes.
module reporting 'br/public:avm/res/db-for-postgre-sql/flexible-server:0.11.1' = {
  name: 'reporting'
  params: {
    name: '${prefix}-reporting'
    skuName: 'Standard_D2ds_v5'
    tier: 'GeneralPurpose'
    availabilityZone: -1
    configurations: [
      { name: 'require_secure_transport', value: 'ON', source: 'user-override' }
    ]
  }
}

resource legacy 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {
  name: '${prefix}-legacy'
  location: resourceGroup().location
  sku: {
    name: 'GP_Gen5_2'
  }
  properties: {
    createMode: 'Default'
    sslEnforcement: 'Disabled'
  }
}

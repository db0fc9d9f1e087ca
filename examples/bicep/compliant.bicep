@description('Beginning of the names of all servers.')
param prefix string

module orders 'modules/server.bicep' = {
  name: 'orders'
  params: {
    name: '${prefix}-orders'
    requireSecureTransport: 'ON'
  }
}

resource legacy 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {
  name: 'contoso-legacy'
  location: 'westeurope'
  properties: {
    createMode: 'Default'
    sslEnforcement: 'Disabled'
  }
}

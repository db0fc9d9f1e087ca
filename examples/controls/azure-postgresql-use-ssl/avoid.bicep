param location string = resourceGroup().location

@secure()
param password string

// #region
resource legacy 'Microsoft.DBforPostgreSQL/servers@2017-12-01' = {
  name: 'contoso-legacy'
  location: location
  properties: {
    createMode: 'Default'
    administratorLogin: 'adminuser'
    administratorLoginPassword: password
    sslEnforcement: 'Disabled'
    version: '11'
  }
}
// #endregion

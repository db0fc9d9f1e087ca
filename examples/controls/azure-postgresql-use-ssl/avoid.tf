# #region
resource "azurerm_postgresql_server" "legacy" {
  name                    = "contoso-legacy"
  resource_group_name     = "databases"
  location                = "westeurope"
  sku_name                = "GP_Gen5_2"
  version                 = "11"
  ssl_enforcement_enabled = false
}
# #endregion

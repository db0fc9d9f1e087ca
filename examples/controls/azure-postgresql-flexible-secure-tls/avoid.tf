# #region
resource "azurerm_postgresql_flexible_server" "orders" {
  name                = "contoso-orders"
  resource_group_name = "databases"
  location            = "westeurope"
  version             = "16"
}

resource "azurerm_postgresql_flexible_server_configuration" "require_tls" {
  server_id = azurerm_postgresql_flexible_server.orders.id
  name      = "require_secure_transport"
  value     = "OFF"
}

resource "azurerm_postgresql_flexible_server_configuration" "tls_version" {
  server_id = azurerm_postgresql_flexible_server.orders.id
  name      = "ssl_min_protocol_version"
  value     = "TLSv1.1"
}
# #endregion

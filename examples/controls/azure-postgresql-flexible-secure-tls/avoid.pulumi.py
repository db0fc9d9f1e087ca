import pulumi_azure_native as azure_native

# #region
orders = azure_native.dbforpostgresql.Server("orders", resource_group_name="databases", version="16")

azure_native.dbforpostgresql.Configuration(
    "orders-require-tls",
    resource_group_name="databases",
    server_name=orders.name,
    configuration_name="require_secure_transport",
    value="OFF",
    source="user-override",
)

azure_native.dbforpostgresql.Configuration(
    "orders-tls-version",
    resource_group_name="databases",
    server_name=orders.name,
    configuration_name="ssl_min_protocol_version",
    value="TLSv1.1",
    source="user-override",
)
# #endregion

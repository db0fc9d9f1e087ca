from pulumi import ResourceOptions
from pulumi_azure_native import dbforpostgresql as postgresql
from pulumi_azure_native import resources

databases = resources.ResourceGroup("databases")
group = {"resource_group_name": databases.name}

# A single server says itself that it enforces TLS.
postgresql.SingleServer(
    "legacy",
    **group,
    properties={
        "create_mode": "Default",
        "administrator_login": "adminuser",
        "administrator_login_password": "change-me-in-a-secret",
        "ssl_enforcement": "Enabled",
        "minimal_tls_version": "TLS1_2",
        "version": "11",
    },
)

# A flexible server is told so by two server parameters. Here they name the server literally.
orders = postgresql.Server("orders", **group, server_name="contoso-orders", version="16")
for name, parameter, value in [
    ("orders-require-tls", "require_secure_transport", "ON"),
    ("orders-tls-version", "ssl_min_protocol_version", "TLSv1.2"),
]:
    postgresql.Configuration(
        name,
        **group,
        server_name="contoso-orders",
        configuration_name=parameter,
        value=value,
        source="user-override",
        opts=ResourceOptions(depends_on=[orders]),
    )

# Here they refer to the server by its output; its name is not known before it exists.
billing = postgresql.Server("billing", **group, version="16")
for parameter, value in {"require_secure_transport": "on", "ssl_min_protocol_version": "TLSv1.3"}.items():
    postgresql.Configuration(
        f"billing-{parameter}",
        **group,
        server_name=billing.name,
        configuration_name=parameter,
        value=value,
        source="user-override",
    )

# A replica takes its parameters over from its source server.
postgresql.Server("billing-replica", **group, create_mode="Replica", source_server_resource_id=billing.id)

# Other parameters don't matter here.
shop = postgresql.Server("shop", **group, version="16")
for name, parameter, value in [
    ("shop-require_secure_transport", "require_secure_transport", "ON"),
    ("shop-ssl_min_protocol_version", "ssl_min_protocol_version", "TLSv1.3"),
    ("shop-log-connections", "log_connections", "on"),
]:
    postgresql.Configuration(
        name, **group, server_name=shop.name, configuration_name=parameter, value=value, source="user-override"
    )

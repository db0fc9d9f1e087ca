from pulumi import Output, ResourceOptions
from pulumi_azure_native import dbforpostgresql as postgresql
from pulumi_azure_native import resources

databases = resources.ResourceGroup("databases")
group = {"resource_group_name": databases.name}


def parameter(resource_name, server_name, configuration_name, value, opts=None):
    postgresql.Configuration(
        resource_name,
        **group,
        server_name=server_name,
        configuration_name=configuration_name,
        value=value,
        source="user-override",
        opts=opts,
    )


# Wrong: clear text is allowed.
login = {
    "create_mode": "Default",
    "administrator_login": "adminuser",
    "administrator_login_password": "change-me-in-a-secret",
}
postgresql.SingleServer("legacy", **group, properties={**login, "ssl_enforcement": "Disabled", "version": "11"})

# Missing: ssl_enforcement is left to Azure.
postgresql.SingleServer("legacy-default", **group, properties=login)

# Wrong, by literal names: TLS 1.1 is outdated.
orders = postgresql.Server("orders", **group, server_name="contoso-orders", version="16")
after_orders = ResourceOptions(depends_on=[orders])
parameter("orders-require-tls", "contoso-orders", "require_secure_transport", "ON", after_orders)
parameter("orders-tls-version", "contoso-orders", "ssl_min_protocol_version", "TLSv1.1", after_orders)

# Wrong, by the server's output: both parameters.
billing = postgresql.Server("billing", **group, version="16")
parameter("billing-require_secure_transport", billing.name, "require_secure_transport", "OFF")
parameter("billing-ssl_min_protocol_version", billing.name, "ssl_min_protocol_version", "TLSv1")

# Wrong, the first of both.
shop = postgresql.Server("shop", **group, version="16")
parameter("shop-require-tls", shop.name, "require_secure_transport", "off")
parameter("shop-tls-version", shop.name, "ssl_min_protocol_version", "TLSv1.2")

# Missing: nothing sets either parameter on this server.
postgresql.Server("reports", **group, version="16")

# Ambiguous: which of the two servers this is about is not known before they exist, so neither is known to require TLS.
blue = postgresql.Server("blue", **group, version="16")
green = postgresql.Server("green", **group, version="16")
parameter("blue-tls-version", blue.name, "ssl_min_protocol_version", "TLSv1.2")
parameter("green-tls-version", green.name, "ssl_min_protocol_version", "TLSv1.2")
parameter("active-require-tls", Output.all(blue.name, green.name).apply(min), "require_secure_transport", "ON")

# Wrong, in an ARM template that the program deploys.
resources.Deployment(
    "inventory",
    **group,
    properties={
        "mode": "Incremental",
        "template": {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {"tls": {"type": "string"}},
            "resources": [
                {
                    "type": "Microsoft.DBforPostgreSQL/flexibleServers",
                    "apiVersion": "2022-12-01",
                    "name": "contoso-inventory",
                    "location": "[resourceGroup().location]",
                    "properties": {"version": "16"},
                },
                {
                    "type": "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
                    "apiVersion": "2022-12-01",
                    "name": "contoso-inventory/require_secure_transport",
                    "properties": {"value": "[parameters('tls')]", "source": "user-override"},
                },
                {
                    "type": "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
                    "apiVersion": "2022-12-01",
                    "name": "contoso-inventory/ssl_min_protocol_version",
                    "properties": {"value": "TLSv1.3", "source": "user-override"},
                },
            ],
        },
        "parameters": {"tls": {"value": "off"}},
    },
)

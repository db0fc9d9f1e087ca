#!/usr/bin/env python
"""Two stacks: servers, and the parameters of one of them. Of the other server a parameter is missing."""
from cdktf import App, TerraformStack, TerraformVariable
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server import PostgresqlFlexibleServer
from cdktf_cdktf_provider_azurerm.postgresql_flexible_server_configuration import PostgresqlFlexibleServerConfiguration
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider


class Servers(TerraformStack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        AzurermProvider(self, "azurerm", features=[{}])
        password = TerraformVariable(self, "password", type="string", sensitive=True)

        def server(name):
            return PostgresqlFlexibleServer(
                self,
                name,
                name=f"contoso-{name}",
                location="westeurope",
                resource_group_name="databases",
                version="16",
                administrator_login="admin0",
                administrator_password=password.string_value,
            )

        self.orders = server("orders")
        self.reports = server("reports")


class Parameters(TerraformStack):
    def __init__(self, scope, id, servers):
        super().__init__(scope, id)
        AzurermProvider(self, "azurerm", features=[{}])
        for name, value in {"require_secure_transport": "ON", "ssl_min_protocol_version": "TLSv1.2"}.items():
            PostgresqlFlexibleServerConfiguration(self, name, name=name, value=value, server_id=servers.orders.id)
        PostgresqlFlexibleServerConfiguration(
            self, "reports", name="require_secure_transport", value="OFF", server_id=servers.reports.id
        )


app = App()
Parameters(app, "parameters", Servers(app, "servers"))
app.synth()

import pulumi
import pulumi_azure_native as azure_native

password = pulumi.Config().require_secret("password")

# #region
azure_native.dbforpostgresql.SingleServer(
    "legacy",
    resource_group_name="databases",
    properties={
        "create_mode": "Default",
        "administrator_login": "adminuser",
        "administrator_login_password": password,
        "ssl_enforcement": "Disabled",
        "version": "11",
    },
)
# #endregion

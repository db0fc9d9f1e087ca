import { nameInId } from "../../shared/engine/names";

test.each([
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg", "pg"],
  ["/SUBSCRIPTIONS/0/RESOURCEGROUPS/rg/PROVIDERS/microsoft.dbforpostgresql/FLEXIBLESERVERS/Pg", "Pg"],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg/configurations/x", "pg"],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/servers/pg", undefined],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforMySQL/flexibleServers/pg", undefined],
  ["/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/", undefined],
  ["pg", undefined],
  ["", undefined],
])("the server in %s is %s", (id, name) => {
  expect(nameInId(id, "Microsoft.DBforPostgreSQL/flexibleServers")).toBe(name);
});

/** ARM types that several tables speak of. */
export const SINGLE_SERVER = "Microsoft.DBforPostgreSQL/servers";
export const FLEXIBLE_SERVER = "Microsoft.DBforPostgreSQL/flexibleServers";
export const CONFIGURATION = "Microsoft.DBforPostgreSQL/flexibleServers/configurations";
/** A cluster of Cosmos DB for PostgreSQL, which no control is about. */
export const CLUSTER = "Microsoft.DBforPostgreSQL/serverGroupsv2";

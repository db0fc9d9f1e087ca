import { tokensOf } from "../../pulumi-policy/tokens";
import { subjects } from "../registry";

const nativeType = tokensOf(subjects.resourceTypes);

const native = "azure-native:dbforpostgresql";
const single = "servers";
const flexible = "flexibleServers";
const parameter = "flexibleServers/configurations";
const other = undefined;

type Case = readonly [token: string, packageVersion: string | undefined, isNested: boolean, armType: string | undefined];

const unversioned: readonly Case[] = [
  [`${native}:Server`, "0.7.0", true, single],
  [`${native}:Server`, "1.104.0", true, single],
  [`${native}:Server`, "1.104.0", false, single],
  [`${native}:Server`, "v1.104.0", false, single],
  [`${native}:Server`, "2.0.0-alpha.1", false, flexible],
  [`${native}:Server`, "2.92.3", false, flexible],
  [`${native}:Server`, "3.28.0", false, flexible],
  [`${native}:Server`, "3.28.0", true, single],
  [`${native}:Server`, "10.0.0", false, flexible],
  [`${native}:Server`, undefined, true, single],
  [`${native}:Server`, undefined, false, flexible],
  [`${native}:Server`, "latest", false, flexible],
  [`${native}:Configuration`, "1.104.0", false, other],
  [`${native}:Configuration`, "2.92.3", false, parameter],
  [`${native}:Configuration`, "3.28.0", false, parameter],
  [`${native}:Configuration`, undefined, false, parameter],
  [`${native}:SingleServer`, "3.28.0", true, single],
  [`${native}:SingleServerConfiguration`, "3.28.0", false, other],
];

const singleApis = ["v20171201", "v20171201preview"];
const flexibleApis = [
  ...["v20200214preview", "v20200214privatepreview", "v20210410privatepreview", "v20210601", "v20210601preview", "v20210615privatepreview"],
  ...["v20220120preview", "v20220308preview", "v20221201", "v20230301preview", "v20230601preview", "v20231201preview", "v20240301preview"],
  ...["v20240801", "v20241101preview", "v20250801", "v20260401preview"],
];

const versioned: readonly Case[] = ["1.104.0", "2.92.3", undefined].flatMap((version): Case[] => [
  ...singleApis.flatMap((api): Case[] => [
    [`${native}/${api}:Server`, version, false, single],
    [`${native}/${api}:Configuration`, version, false, other],
  ]),
  ...flexibleApis.flatMap((api): Case[] => [
    [`${native}/${api}:Server`, version, false, flexible],
    [`${native}/${api}:Configuration`, version, false, parameter],
  ]),
]);

const addedPackages: readonly Case[] = ["v20221201", "v20240801", "v20260401preview"].flatMap((api): Case[] => [
  [`azure-native_dbforpostgresql_${api}:dbforpostgresql:Server`, "3.28.0", false, flexible],
  [`azure-native_dbforpostgresql_${api}:dbforpostgresql:Configuration`, "3.28.0", false, parameter],
  [`azure-native_dbforpostgresql_${api}:dbforpostgresql/${api}:Server`, "3.28.0", false, flexible],
  [`azure-native_dbforpostgresql_${api}:dbforpostgresql/${api}:Configuration`, "3.28.0", false, parameter],
]);

const classic: readonly Case[] = [
  ["azure:postgresql/server:Server", "6.40.0", false, single],
  ["azure:postgresql/server:Server", "1.14.0", false, single],
  ["azure:postgresql/configuration:Configuration", "6.40.0", false, other],
  ["azure:postgresql/flexibleServer:FlexibleServer", "4.42.0", false, flexible],
  ["azure:postgresql/flexibleServerConfiguration:FlexibleServerConfiguration", "5.89.0", false, parameter],
];

const unrelated: readonly Case[] = [
  `${native}:Cluster`,
  `${native}:ServerGroup`,
  `${native}:ServerGroupCluster`,
  `${native}/v20221108:Cluster`,
  `${native}:Database`,
  `${native}:FirewallRule`,
  "azure-native:dbformysql:Server",
  "azure-native:dbformysql:Configuration",
  "azure-native_dbformysql_v20240801:dbforpostgresql:Server",
  "azure:mysql/flexibleServer:FlexibleServer",
  "azure:cosmosdb/postgresqlCluster:PostgresqlCluster",
  "pulumi:pulumi:Stack",
  "pulumi:providers:azure-native",
  "my:dbforpostgresql:Server",
  "constructor",
  "__proto__",
  "",
].map((token): Case => [token, "3.28.0", true, other]);

test.each([...unversioned, ...versioned, ...addedPackages, ...classic, ...unrelated])(
  "%s of version %s, nested: %s, is %s",
  (token, version, isNested, armType) => {
    const type = nativeType(
      token,
      () => version,
      () => isNested,
    );
    expect(type?.armType).toBe(armType === undefined ? undefined : `Microsoft.DBforPostgreSQL/${armType}`);
  },
);

test.each([
  [`${native}:Server`, `${native}:Configuration`],
  [`${native}/v20240801:Server`, `${native}/v20240801:Configuration`],
  ["azure-native_dbforpostgresql_v20240801:dbforpostgresql:Server", "azure-native_dbforpostgresql_v20240801:dbforpostgresql:Configuration"],
  ["azure:postgresql/flexibleServer:FlexibleServer", "azure:postgresql/flexibleServerConfiguration:FlexibleServerConfiguration"],
])("a parameter of a %s is a %s", (server, configuration) => {
  expect(
    nativeType(
      server,
      () => "3.28.0",
      () => false,
    )?.settings?.nativeType,
  ).toBe(configuration);
});

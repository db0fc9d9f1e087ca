import { azurePostgresqlFlexibleSecureTls } from "../../shared/controls/azure-postgresql-flexible-secure-tls";
import { CLUSTER, CONFIGURATION, FLEXIBLE_SERVER, SINGLE_SERVER } from "./arm-types";
import { settingFindings, settingOf } from "./kinds/settings";
import { is, rowsOf, type RowOfControl, type RowResource, type RowWaiver, type Target, type Written } from "./row";

const RST = "require_secure_transport";
const MIN = "ssl_min_protocol_version";
const VALUE = "properties.value";
const VERSION = "properties.version";
const CREATE_MODE = "properties.createMode";

const { value, missing, inherited, unknownName, unknownServer, onlyIf, conflict, declare } = settingFindings({
  type: CONFIGURATION,
  settings: { [RST]: { wanted: "ON", proposed: "ON" }, [MIN]: { wanted: "TLSv1.2 or TLSv1.3", proposed: "TLSv1.2" } },
});

const server = (extra: Partial<RowResource> = {}): RowResource => ({ id: "pg", type: FLEXIBLE_SERVER, ...extra });
const parameter = (name: string, written: Written | undefined, extra: Partial<RowResource> & { readonly id: string }): RowResource =>
  settingOf(CONFIGURATION, name, written, extra);
const transport = (written?: Written, extra: Partial<RowResource> = {}): RowResource => parameter(RST, written, { id: "rst", ...extra });
const tlsVersion = (written?: Written, extra: Partial<RowResource> = {}): RowResource => parameter(MIN, written, { id: "tls", ...extra });
const toSource = (source: Target): Readonly<Record<string, Target>> => ({ "properties.sourceServerResourceId": source });
const replica = (extra: Partial<RowResource> = {}): RowResource => ({
  id: "replica",
  type: FLEXIBLE_SERVER,
  values: { [CREATE_MODE]: is("Replica") },
  references: toSource({ output: "pg" }),
  ...extra,
});
const mode = (createMode: string): RowResource => server({ values: { [CREATE_MODE]: is(createMode) } });

const ON = is("ON");
const TLS12 = is("TLSv1.2");
const WAIVER: RowWaiver = { reason: "The old client speaks no TLS." };
const PASS = { pg: "pass", rst: "pass", tls: "pass" } as const;
const UNREADABLE_SOURCE = (): string => "a replica takes it over from its source server, which can't be read here";

/** The verdict table of `Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version`. */
export const flexibleSecureTlsRows = rowsOf(azurePostgresqlFlexibleSecureTls, [
  {
    name: "both parameters right passes",
    shows: "compliant",
    resources: [server(), transport(ON), tlsVersion(TLS12)],
    verdicts: PASS,
    findings: [],
  },
  { name: "TLSv1.3 is above the minimum", resources: [server(), transport(ON), tlsVersion(is("TLSv1.3"))], verdicts: PASS, findings: [] },
  {
    name: "the case of values doesn't matter",
    shows: "wrong case",
    resources: [server(), transport(is("on")), tlsVersion(is("TLSV1.2"))],
    verdicts: PASS,
    findings: [],
  },
  {
    name: "the case of parameter names doesn't matter",
    resources: [
      server(),
      transport(ON, { name: is("Require_Secure_Transport") }),
      tlsVersion(TLS12, { name: is("SSL_MIN_PROTOCOL_VERSION") }),
    ],
    verdicts: PASS,
    findings: [],
  },
  {
    name: "servers are found by their literal names, whatever their case",
    resources: [
      server({ name: is("Contoso-PG") }),
      transport(ON, { parent: { name: "contoso-pg" } }),
      tlsVersion(TLS12, { parent: { name: "CONTOSO-PG" } }),
    ],
    verdicts: PASS,
    findings: [],
  },
  ...["OFF", "off"].map((off): RowOfControl => ({
    name: `require_secure_transport ${off} fails`,
    resources: [server(), transport(is(off)), tlsVersion(TLS12)],
    verdicts: { pg: "fail", rst: "fail", tls: "pass" },
    findings: [value("rst", RST, "fail", () => `is ${off}`)],
  })),
  {
    name: "require_secure_transport 'true' is not ON",
    resources: [server(), transport(is("true")), tlsVersion(TLS12)],
    verdicts: { pg: "fail", rst: "fail", tls: "pass" },
    findings: [value("rst", RST, "fail", () => "is true")],
  },
  {
    name: "a value that may be a secret is not repeated",
    resources: [server(), transport(is("correct horse battery staple")), tlsVersion(TLS12)],
    verdicts: { pg: "fail", rst: "fail", tls: "pass" },
    findings: [value("rst", RST, "fail", () => "is a string of 28 characters")],
  },
  {
    name: "a boolean fails as one",
    resources: [server(), transport(is(true)), tlsVersion(TLS12)],
    verdicts: { pg: "fail", rst: "fail", tls: "pass" },
    findings: [value("rst", RST, "fail", () => "is the boolean true")],
  },
  {
    name: "a number fails as one",
    shows: "wrong type",
    resources: [server(), transport(ON), tlsVersion(is(1.2))],
    verdicts: { pg: "fail", rst: "pass", tls: "fail" },
    findings: [value("tls", MIN, "fail", () => "is a number")],
  },
  ...["TLSv1", "TLSv1.1", "1.2", "SSLv3"].map((old): RowOfControl => ({
    name: `ssl_min_protocol_version ${old} fails`,
    resources: [server(), transport(ON), tlsVersion(is(old))],
    verdicts: { pg: "fail", rst: "pass", tls: "fail" },
    findings: [value("tls", MIN, "fail", () => `is ${old}`)],
  })),
  {
    name: "an empty ssl_min_protocol_version fails",
    resources: [server(), transport(ON), tlsVersion(is(""))],
    verdicts: { pg: "fail", rst: "pass", tls: "fail" },
    findings: [value("tls", MIN, "fail", () => "is an empty string")],
  },
  {
    name: "TLSv1.2 is below a minimum of 1.3",
    resources: [server(), transport(ON), tlsVersion(TLS12)],
    options: { minimumTlsVersion: "1.3" },
    verdicts: { pg: "fail", rst: "pass", tls: "fail" },
    findings: [value("tls", MIN, "fail", () => "is TLSv1.2", "TLSv1.3", "TLSv1.3")],
  },
  {
    name: "TLSv1.3 is at a minimum of 1.3",
    resources: [server(), transport(ON), tlsVersion(is("tlsv1.3"))],
    options: { minimumTlsVersion: "1.3" },
    verdicts: PASS,
    findings: [],
  },
  {
    name: "both wrong are two findings",
    shows: "violating",
    resources: [server(), transport(is("OFF")), tlsVersion(is("TLSv1"))],
    verdicts: { pg: "fail", rst: "fail", tls: "fail" },
    findings: [value("rst", RST, "fail", () => "is OFF"), value("tls", MIN, "fail", () => "is TLSv1")],
  },
  {
    name: "no parameter at all is unset twice",
    shows: "unset",
    resources: [server()],
    verdicts: { pg: "unset" },
    findings: [missing(RST, "pg"), missing(MIN, "pg")],
  },
  {
    name: "one parameter missing is unset once",
    resources: [server(), transport(ON)],
    verdicts: { pg: "unset", rst: "pass" },
    findings: [missing(MIN, "pg")],
  },
  {
    name: "other parameters don't count",
    resources: [server(), parameter("log_connections", is("on"), { id: "log" }), tlsVersion(TLS12)],
    verdicts: { pg: "unset", tls: "pass" },
    findings: [missing(RST, "pg")],
  },
  {
    name: "a wrong value and a missing one are told both",
    resources: [server(), transport(is("OFF"))],
    verdicts: { pg: "fail", rst: "fail" },
    findings: [value("rst", RST, "fail", () => "is OFF"), missing(MIN, "pg")],
  },
  {
    name: "unset can be a warning",
    resources: [server()],
    options: { unset: "warn" },
    verdicts: { pg: "unset" },
    findings: [missing(RST, "pg", "warning"), missing(MIN, "pg", "warning")],
  },
  { name: "unset can be ignored", resources: [server()], options: { unset: "ignore" }, verdicts: { pg: "unset" }, findings: [] },
  {
    name: "Azure's default is not enough for a minimum of 1.3",
    resources: [server(), transport(ON)],
    options: { minimumTlsVersion: "1.3" },
    verdicts: { pg: "unset", rst: "pass" },
    findings: [
      {
        at: "pg",
        verdict: "unset",
        level: "error",
        message: (words) =>
          `${MIN} is not set for this server; it must be TLSv1.3. ${declare(words, "pg", MIN, "TLSv1.3")} Azure's default is TLSv1.2.`,
      },
    ],
  },
  {
    name: "a configuration without a value is unset, where the value is missing",
    resources: [server(), transport(), tlsVersion(TLS12)],
    verdicts: { pg: "unset", rst: "unset", tls: "pass" },
    findings: [value("rst", RST, "unset", () => "is not set")],
  },
  {
    name: "null is unset",
    resources: [server(), transport(is(null)), tlsVersion(TLS12)],
    verdicts: { pg: "unset", rst: "unset", tls: "pass" },
    findings: [value("rst", RST, "unset", () => "is not set")],
  },
  {
    name: "an unknown value is undetermined",
    shows: "unknown",
    resources: [server(), transport("unknown"), tlsVersion(TLS12)],
    verdicts: { pg: "undetermined", rst: "undetermined", tls: "pass" },
    findings: [value("rst", RST, "undetermined", (words) => words.later)],
  },
  {
    name: "undetermined can be an error",
    resources: [server(), transport("unknown"), tlsVersion(TLS12)],
    options: { undetermined: "error" },
    verdicts: { pg: "undetermined", rst: "undetermined", tls: "pass" },
    findings: [{ ...value("rst", RST, "undetermined", (words) => words.later), level: "error" }],
  },
  {
    name: "undetermined can be ignored",
    resources: [server(), transport("unknown"), tlsVersion(TLS12)],
    options: { undetermined: "ignore" },
    verdicts: { pg: "undetermined", rst: "undetermined", tls: "pass" },
    findings: [],
  },
  {
    name: "a configuration of unknown name may be the one that is missing",
    resources: [server(), parameter("unknown", ON, { id: "any" }), tlsVersion(TLS12)],
    verdicts: { pg: "undetermined", tls: "pass" },
    findings: [unknownName("any")],
  },
  {
    name: "a configuration of unknown name that may be either is told once",
    resources: [server(), parameter("unknown", "unknown", { id: "any" })],
    verdicts: { pg: "undetermined" },
    findings: [unknownName("any")],
  },
  {
    name: "a configuration of unknown name on a server that is declared elsewhere is undetermined",
    resources: [parameter("unknown", is("OFF"), { id: "any", parent: "elsewhere" })],
    verdicts: { any: "undetermined" },
    findings: [unknownName("any")],
  },
  {
    name: "a configuration of unknown name on a server that is only looked up is undetermined",
    resources: [server({ existing: true, name: is("contoso") }), parameter("unknown", ON, { id: "any", parent: { name: "contoso" } })],
    verdicts: { any: "undetermined" },
    findings: [unknownName("any")],
  },
  {
    name: "a configuration of either of two servers leaves both open, each told once",
    resources: [
      server({ id: "blue" }),
      server({ id: "green" }),
      tlsVersion(TLS12, { id: "blue-tls", parent: { output: "blue" } }),
      tlsVersion(TLS12, { id: "green-tls", parent: { output: "green" } }),
      ...["rst", "other-rst"].map((id) => transport(ON, { id, parent: { output: ["blue", "green"] } })),
    ],
    verdicts: {
      blue: "undetermined",
      green: "undetermined",
      "blue-tls": "pass",
      "green-tls": "pass",
      rst: "pass",
      "other-rst": "pass",
    },
    findings: ["rst", "other-rst"].map((id) =>
      unknownServer(id, RST, (words) => `it may be ${words.label("blue")} or ${words.label("green")}`),
    ),
  },
  {
    name: "a right configuration of either of two servers doesn't matter where both are right anyway",
    resources: [
      ...["blue", "green"].flatMap((id) => [
        server({ id }),
        transport(ON, { id: `${id}-rst`, parent: { output: id } }),
        tlsVersion(TLS12, { id: `${id}-tls`, parent: { output: id } }),
      ]),
      transport(ON, { parent: { output: ["blue", "green"] } }),
    ],
    verdicts: {
      blue: "pass",
      green: "pass",
      "blue-rst": "pass",
      "blue-tls": "pass",
      "green-rst": "pass",
      "green-tls": "pass",
      rst: "pass",
    },
    findings: [],
  },
  {
    name: "a configuration of an unknown server may be any server's",
    resources: [server(), transport(ON, { parent: "unknown" }), tlsVersion(TLS12)],
    verdicts: { pg: "undetermined", rst: "pass", tls: "pass" },
    findings: [
      unknownServer("rst", RST, (words) => `${words.argument(CONFIGURATION, "parent")} ${words.later}, so it may be ${words.label("pg")}`),
    ],
  },
  {
    name: "a wrong value is wrong whichever server it belongs to",
    resources: [server(), transport(ON), tlsVersion(TLS12), transport(is("OFF"), { id: "off", parent: "unknown" })],
    verdicts: { pg: "undetermined", rst: "pass", tls: "pass", off: "fail" },
    findings: [
      unknownServer("off", RST, (words) => `${words.argument(CONFIGURATION, "parent")} ${words.later}, so it may be ${words.label("pg")}`),
      value("off", RST, "fail", () => "is OFF"),
    ],
  },
  {
    name: "a configuration of a server that is declared elsewhere is judged by its value",
    resources: [transport(is("OFF"), { parent: "elsewhere" }), tlsVersion(TLS12, { parent: "elsewhere" })],
    verdicts: { rst: "fail", tls: "pass" },
    findings: [value("rst", RST, "fail", () => "is OFF")],
  },
  {
    name: "a configuration of a server of another name doesn't count",
    resources: [
      server({ name: is("contoso") }),
      transport(ON, { parent: { name: "fabrikam" } }),
      tlsVersion(TLS12, { parent: { name: "contoso" } }),
    ],
    verdicts: { pg: "unset", rst: "pass", tls: "pass" },
    findings: [missing(RST, "pg")],
  },
  {
    name: "set twice, rightly and wrongly, fails and names both places",
    resources: [server(), transport(ON), transport(is("OFF"), { id: "off" }), tlsVersion(TLS12)],
    verdicts: { pg: "fail", rst: "pass", off: "fail", tls: "pass" },
    findings: [value("off", RST, "fail", () => "is OFF"), conflict("pg", RST, "rst", "off")],
  },
  {
    name: "set twice rightly passes",
    resources: [server(), transport(ON), transport(is("on"), { id: "again" }), tlsVersion(TLS12)],
    verdicts: { ...PASS, again: "pass" },
    findings: [],
  },
  {
    name: "right once and unknown once is undetermined",
    resources: [server(), transport(ON), transport("unknown", { id: "again" }), tlsVersion(TLS12)],
    verdicts: { pg: "undetermined", rst: "pass", again: "undetermined", tls: "pass" },
    findings: [value("again", RST, "undetermined", (words) => words.later)],
  },
  {
    name: "version 11 has no ssl_min_protocol_version",
    resources: [server({ values: { [VERSION]: is("11") } }), transport(ON)],
    verdicts: { pg: "pass", rst: "pass" },
    findings: [],
  },
  {
    name: "version 11 still needs require_secure_transport",
    resources: [server({ values: { [VERSION]: is(11) } })],
    verdicts: { pg: "unset" },
    findings: [missing(RST, "pg")],
  },
  {
    name: "a wrong ssl_min_protocol_version fails on version 11 too",
    resources: [server({ values: { [VERSION]: is("11") } }), transport(ON), tlsVersion(is("TLSv1"))],
    verdicts: { pg: "fail", rst: "pass", tls: "fail" },
    findings: [value("tls", MIN, "fail", () => "is TLSv1")],
  },
  {
    name: "with an unknown version it is open whether ssl_min_protocol_version is missing",
    resources: [server({ values: { [VERSION]: "unknown" } }), transport(ON)],
    verdicts: { pg: "undetermined", rst: "pass" },
    findings: [inherited(MIN, "pg", (words) => `${words.argument(FLEXIBLE_SERVER, VERSION)} ${words.later}`)],
  },
  {
    name: "a replica takes over what its source server sets rightly",
    resources: [server(), transport(ON), tlsVersion(TLS12), replica()],
    verdicts: { ...PASS, replica: "pass" },
    findings: [],
  },
  {
    name: "a replica takes over what its source server sets wrongly, and that is told once",
    resources: [server(), transport(is("OFF")), tlsVersion(TLS12), replica()],
    verdicts: { pg: "fail", replica: "fail", rst: "fail", tls: "pass" },
    findings: [value("rst", RST, "fail", () => "is OFF")],
  },
  {
    name: "a replica takes over what its source server leaves out, and that is told once",
    resources: [server(), transport(ON), replica()],
    verdicts: { pg: "unset", replica: "unset", rst: "pass" },
    findings: [missing(MIN, "pg")],
  },
  {
    name: "what a replica sets itself holds for it",
    resources: [server(), transport(ON), tlsVersion(TLS12), replica(), transport(is("OFF"), { id: "off", parent: { output: "replica" } })],
    verdicts: { ...PASS, replica: "fail", off: "fail" },
    findings: [value("off", RST, "fail", () => "is OFF")],
  },
  {
    name: "a replica of a server by literal name",
    resources: [server({ name: is("contoso") }), transport(ON), tlsVersion(TLS12), replica({ references: toSource({ name: "contoso" }) })],
    verdicts: { ...PASS, replica: "pass" },
    findings: [],
  },
  {
    name: "a replica of a server that is declared elsewhere is undetermined",
    resources: [replica({ references: toSource("elsewhere") })],
    verdicts: { replica: "undetermined" },
    findings: [inherited(RST, "replica", UNREADABLE_SOURCE), inherited(MIN, "replica", UNREADABLE_SOURCE)],
  },
  {
    name: "replicas of each other are undetermined",
    resources: [
      replica({ id: "left", references: toSource({ output: "right" }) }),
      replica({ id: "right", references: toSource({ output: "left" }) }),
    ],
    verdicts: { left: "undetermined", right: "undetermined" },
    findings: [
      inherited(RST, "left", UNREADABLE_SOURCE),
      inherited(MIN, "left", UNREADABLE_SOURCE),
      inherited(RST, "right", UNREADABLE_SOURCE),
      inherited(MIN, "right", UNREADABLE_SOURCE),
    ],
  },
  ...["PointInTimeRestore", "GeoRestore", "Create", "Default"].map((createMode): RowOfControl => ({
    name: `createMode ${createMode} takes nothing over`,
    resources: [mode(createMode)],
    verdicts: { pg: "unset" },
    findings: [missing(RST, "pg"), missing(MIN, "pg")],
  })),
  ...["ReviveDropped", "Update", "update"].map((createMode): RowOfControl => ({
    name: `createMode ${createMode} keeps what the server had`,
    resources: [mode(createMode)],
    verdicts: { pg: "undetermined" },
    findings: ([RST, MIN] as const).map((name) =>
      inherited(name, "pg", (words) => `a server with ${words.argument(FLEXIBLE_SERVER, CREATE_MODE)} ${createMode} keeps what it had`),
    ),
  })),
  {
    name: "with an unknown createMode it is open what a server takes over",
    resources: [server({ values: { [CREATE_MODE]: "unknown" } }), tlsVersion(TLS12)],
    verdicts: { pg: "undetermined", tls: "pass" },
    findings: [inherited(RST, "pg", (words) => `${words.argument(FLEXIBLE_SERVER, CREATE_MODE)} ${words.later}`)],
  },
  {
    name: "a server that is only looked up is not judged, its configurations are",
    resources: [server({ existing: true, name: is("contoso") }), transport(is("OFF"), { parent: { name: "contoso" } })],
    verdicts: { rst: "fail" },
    findings: [value("rst", RST, "fail", () => "is OFF")],
  },
  {
    name: "a right configuration under a condition may be missing",
    resources: [server(), transport(ON, { condition: "isProduction" }), tlsVersion(TLS12)],
    verdicts: { pg: "undetermined", rst: "pass", tls: "pass" },
    findings: [onlyIf("rst", RST, "isProduction")],
  },
  {
    name: "a wrong configuration under a condition may be missing",
    resources: [server(), transport(is("OFF"), { condition: "isTest" }), tlsVersion(TLS12)],
    verdicts: { pg: "undetermined", rst: "undetermined", tls: "pass" },
    findings: [
      {
        ...value("rst", RST, "undetermined", () => "is OFF"),
        message: (words) =>
          `If ${words.condition("isTest")}, ${RST} is OFF; it must be ON. Set ${words.argument(CONFIGURATION, VALUE)} to "ON".`,
      },
    ],
  },
  {
    name: "a right configuration under a condition doesn't matter where the parameter is right anyway",
    resources: [server(), transport(ON), transport(ON, { id: "again", condition: "isProduction" }), tlsVersion(TLS12)],
    verdicts: { ...PASS, again: "pass" },
    findings: [],
  },
  {
    name: "a waiver beside a configuration is for that one, and for no other of the server",
    resources: [server(), transport(is("OFF"), { waiver: WAIVER }), tlsVersion(is("TLSv1"))],
    verdicts: { pg: "fail", rst: "fail", tls: "fail" },
    findings: [{ ...value("rst", RST, "fail", () => "is OFF"), accepted: WAIVER }, value("tls", MIN, "fail", () => "is TLSv1")],
  },
  {
    name: "a waiver beside a server is for what is missing there, and for none of its configurations",
    resources: [server({ waiver: WAIVER }), transport(is("OFF"))],
    verdicts: { pg: "fail", rst: "fail" },
    findings: [value("rst", RST, "fail", () => "is OFF"), { ...missing(MIN, "pg"), accepted: WAIVER }],
  },
  {
    name: "a flexible server is judged, a single server beside it is not",
    resources: [
      { id: "s", type: SINGLE_SERVER, name: is("pg-single"), values: { "properties.sslEnforcement": is("Disabled") } },
      server(),
      transport(ON),
      tlsVersion(TLS12),
    ],
    verdicts: PASS,
    findings: [],
  },
  {
    name: "a cluster of Cosmos DB for PostgreSQL is not judged",
    shows: "unrelated resource",
    resources: [{ id: "cluster", type: CLUSTER }],
    verdicts: {},
    findings: [],
  },
]);

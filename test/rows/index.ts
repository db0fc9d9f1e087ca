import type { Options } from "../../shared/model";

/** A value as an author writes it. Left out: not written. */
export type Written = { readonly is: unknown } | "unknown";

/** How a resource of a row says which other one it means. */
export type Target =
  /** By a reference to it, whose value is known only after deployment. */
  | { readonly output: string | readonly string[] }
  /** By a literal name. */
  | { readonly name: string }
  /** By the output of a resource that is only looked up. */
  | "elsewhere"
  /** By a value that nothing is known of. */
  | "unknown";

export interface RowResource {
  /** Names the resource within its row. */
  readonly id: string;
  /** The last part of the ARM type, after `Microsoft.DBforPostgreSQL/`. */
  readonly type: "servers" | "flexibleServers" | "flexibleServers/configurations" | "serverGroupsv2";
  /** The ARM name. Left out: known only after deployment, as of a server that is named by its host. */
  readonly name?: Written;
  readonly parent?: Target;
  /** ARM path to value. */
  readonly values?: Readonly<Record<string, Written>>;
  /** Where `properties.sourceServerResourceId` points. */
  readonly source?: Target;
  /** Looked up, not declared. */
  readonly existing?: true;
  /** Deployed only if this holds, which isn't known. */
  readonly condition?: string;
}

/** The words of a front end that stand in its messages. */
export interface Lexicon {
  readonly sslEnforcement: string;
  readonly enabled: string;
  readonly disabled: string;
  /** Of a configuration: the argument for its name, its value, its server; and the type to declare one with. */
  readonly name: string;
  readonly value: string;
  readonly server: string;
  readonly configuration: string;
  /** The argument for its name as a message on how to declare one says it, where that differs. */
  readonly declaredName?: string;
  /** Of a server. */
  readonly createMode: string;
  readonly version: string;
  /** Says of a value that it is not known yet. */
  readonly later: string;
  address(id: string): string;
  /** What a message about another resource calls this one. */
  label(id: string): string;
  /** How a condition that isn't known is told. */
  condition(condition: string): string;
}

export interface ExpectedFinding {
  readonly control: "ssl" | "tls";
  readonly at: string;
  readonly verdict: "fail" | "unset" | "undetermined";
  readonly level: "error" | "warning";
  readonly message: (words: Lexicon) => string;
}

/** One line of the verdict tables: a program, and exactly what is found in it. */
export interface Row {
  readonly name: string;
  readonly resources: readonly RowResource[];
  readonly options?: Partial<Options>;
  /** Verdicts by resource id and control; all others are not applicable. */
  readonly verdicts: Readonly<Record<string, string>>;
  readonly findings: readonly ExpectedFinding[];
}

const SSL = "properties.sslEnforcement";
const is = (value: unknown): Written => ({ is: value });

const single = (written?: Written): RowResource => ({
  id: "s",
  type: "servers",
  name: is("pg-single"),
  values: written === undefined ? {} : { [SSL]: written },
});

function ssl(
  verdict: ExpectedFinding["verdict"],
  found: (words: Lexicon) => string,
  level: "error" | "warning" = verdict === "undetermined" ? "warning" : "error",
): ExpectedFinding {
  return {
    control: "ssl",
    at: "s",
    verdict,
    level,
    message: (words) =>
      `${words.sslEnforcement} ${found(words)}; it must be ${words.enabled}. Set ${words.sslEnforcement} to ${words.enabled}.`,
  };
}

const useSsl: readonly Row[] = [
  { name: "A: Enabled passes", resources: [single(is("Enabled"))], verdicts: { "s ssl": "pass" }, findings: [] },
  { name: "A: the case of a value doesn't matter", resources: [single(is("enabled"))], verdicts: { "s ssl": "pass" }, findings: [] },
  {
    name: "A: Disabled fails",
    resources: [single(is("Disabled"))],
    verdicts: { "s ssl": "fail" },
    findings: [ssl("fail", (words) => `is ${words.disabled}`)],
  },
  {
    name: "A: an empty text fails",
    resources: [single(is(""))],
    verdicts: { "s ssl": "fail" },
    findings: [ssl("fail", () => "is an empty string")],
  },
  {
    name: "A: any other text fails, and is not repeated, as it may be a secret",
    resources: [single(is("hunter2 s3cret"))],
    verdicts: { "s ssl": "fail" },
    findings: [ssl("fail", () => "is a string of 14 characters")],
  },
  {
    name: "A: a number fails as one",
    resources: [single(is(7))],
    verdicts: { "s ssl": "fail" },
    findings: [ssl("fail", () => "is a number")],
  },
  {
    name: "A: an array fails as one",
    resources: [single(is(["Enabled"]))],
    verdicts: { "s ssl": "fail" },
    findings: [ssl("fail", () => "is an array")],
  },
  {
    name: "A: an object fails as one",
    resources: [single(is({ value: "Enabled" }))],
    verdicts: { "s ssl": "fail" },
    findings: [ssl("fail", () => "is an object")],
  },
  { name: "A: not written is unset", resources: [single()], verdicts: { "s ssl": "unset" }, findings: [ssl("unset", () => "is not set")] },
  { name: "A: null is unset", resources: [single(is(null))], verdicts: { "s ssl": "unset" }, findings: [ssl("unset", () => "is not set")] },
  {
    name: "A: unset can be a warning",
    resources: [single()],
    options: { unset: "warn" },
    verdicts: { "s ssl": "unset" },
    findings: [ssl("unset", () => "is not set", "warning")],
  },
  { name: "A: unset can be ignored", resources: [single()], options: { unset: "ignore" }, verdicts: { "s ssl": "unset" }, findings: [] },
  {
    name: "A: unknown is undetermined",
    resources: [single("unknown")],
    verdicts: { "s ssl": "undetermined" },
    findings: [ssl("undetermined", (words) => words.later)],
  },
  {
    name: "A: undetermined can be an error",
    resources: [single("unknown")],
    options: { undetermined: "error" },
    verdicts: { "s ssl": "undetermined" },
    findings: [ssl("undetermined", (words) => words.later, "error")],
  },
  {
    name: "A: undetermined can be ignored",
    resources: [single("unknown")],
    options: { undetermined: "ignore" },
    verdicts: { "s ssl": "undetermined" },
    findings: [],
  },
  {
    name: "A: a server that is only looked up is not judged",
    resources: [{ ...single(is("Disabled")), existing: true }],
    verdicts: {},
    findings: [],
  },
];

const server = (extra: Partial<RowResource> = {}): RowResource => ({ id: "pg", type: "flexibleServers", ...extra });

function parameter(name: string, value: Written | undefined, extra: Partial<RowResource> & { id: string }): RowResource {
  return {
    type: "flexibleServers/configurations",
    parent: { output: "pg" },
    name: name === "unknown" ? name : is(name),
    values: value === undefined ? {} : { "properties.value": value },
    ...extra,
  };
}

const transport = (value?: Written, extra: Partial<RowResource> = {}): RowResource =>
  parameter("require_secure_transport", value, { id: "rst", ...extra });
const version = (value?: Written, extra: Partial<RowResource> = {}): RowResource =>
  parameter("ssl_min_protocol_version", value, { id: "tls", ...extra });

const ON = is("ON");
const TLS12 = is("TLSv1.2");
const WANTED = { require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.2 or TLSv1.3" };
const PROPOSED = { require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.2" };
type Parameter = keyof typeof WANTED;

/** A wrong, missing or unknown value, at its configuration. */
function value(
  at: string,
  name: Parameter,
  verdict: ExpectedFinding["verdict"],
  found: (words: Lexicon) => string,
  wanted = WANTED[name],
  proposed = PROPOSED[name],
): ExpectedFinding {
  return {
    control: "tls",
    at,
    verdict,
    level: verdict === "undetermined" ? "warning" : "error",
    message: (words) => `${name} ${found(words)}; it must be ${wanted}. Set ${words.value} to "${proposed}".`,
  };
}

function declare(words: Lexicon, name: Parameter, proposed: string): string {
  return `Declare a resource of type ${words.configuration} with ${words.declaredName ?? words.name} "${name}" and ${words.value} "${proposed}" for it.`;
}

/** A parameter that nobody sets, at its server. */
function missing(name: Parameter, at = "pg", level: "error" | "warning" = "error"): ExpectedFinding {
  return {
    control: "tls",
    at,
    verdict: "unset",
    level,
    message: (words) =>
      `${name} is not set for this server; it must be ${WANTED[name]}. ${declare(words, name, PROPOSED[name])} ` +
      `Azure's default, ${PROPOSED[name]}, is safe today; to rely on it, set the option "unset" to ${level === "warning" ? "" : '"warn" or '}"ignore".`,
  };
}

/** A parameter that nobody sets, on a server that may have it all the same. */
function inherited(name: Parameter, at: string, why: (words: Lexicon) => string): ExpectedFinding {
  return {
    control: "tls",
    at,
    verdict: "undetermined",
    level: "warning",
    message: (words) =>
      `${name} is not set for this server and ${why(words)}; it must be ${WANTED[name]}. ${declare(words, name, PROPOSED[name])}`,
  };
}

function untoldName(at: string): ExpectedFinding {
  return {
    control: "tls",
    at,
    verdict: "undetermined",
    level: "warning",
    message: (words) =>
      `${words.name} ${words.later}, so it can't be told which server parameter this sets. Write ${words.name} as a literal.`,
  };
}

function untoldServer(at: string, name: Parameter, why: (words: Lexicon) => string): ExpectedFinding {
  return {
    control: "tls",
    at,
    verdict: "undetermined",
    level: "warning",
    message: (words) => `The server that this sets ${name} for can't be told before deployment: ${why(words)}. Refer to one server.`,
  };
}

function onlyIf(at: string, name: Parameter, condition: string): ExpectedFinding {
  return {
    control: "tls",
    at,
    verdict: "undetermined",
    level: "warning",
    message: (words) => `${name} is set only if ${words.condition(condition)}; it must be set always. Remove the condition.`,
  };
}

function conflict(name: Parameter, right: string, wrong: string): ExpectedFinding {
  return {
    control: "tls",
    at: "pg",
    verdict: "fail",
    level: "error",
    message: (words) =>
      `${name} is set twice for this server, rightly by ${words.label(right)} and wrongly by ${words.label(wrong)}; it must be set once, to ${WANTED[name]}. Remove the second.`,
  };
}

const PASS = { "pg tls": "pass", "rst tls": "pass", "tls tls": "pass" };
const RST = "require_secure_transport";
const MIN = "ssl_min_protocol_version";
const SOURCE_UNTOLD = (): string => "a replica takes it over from its source server, which can't be read here";
const replica = (extra: Partial<RowResource> = {}): RowResource => ({
  id: "replica",
  type: "flexibleServers",
  values: { "properties.createMode": is("Replica") },
  source: { output: "pg" },
  ...extra,
});
const mode = (createMode: string): RowResource => server({ values: { "properties.createMode": is(createMode) } });

const secureTls: readonly Row[] = [
  { name: "B: both parameters right passes", resources: [server(), transport(ON), version(TLS12)], verdicts: PASS, findings: [] },
  { name: "B: TLSv1.3 is above the minimum", resources: [server(), transport(ON), version(is("TLSv1.3"))], verdicts: PASS, findings: [] },
  {
    name: "B: the case of values doesn't matter",
    resources: [server(), transport(is("on")), version(is("TLSV1.2"))],
    verdicts: PASS,
    findings: [],
  },
  {
    name: "B: the case of parameter names doesn't matter",
    resources: [
      server(),
      transport(ON, { name: is("Require_Secure_Transport") }),
      version(TLS12, { name: is("SSL_MIN_PROTOCOL_VERSION") }),
    ],
    verdicts: PASS,
    findings: [],
  },
  {
    name: "B: servers are found by their literal names, whatever their case",
    resources: [
      server({ name: is("Contoso-PG") }),
      transport(ON, { parent: { name: "contoso-pg" } }),
      version(TLS12, { parent: { name: "CONTOSO-PG" } }),
    ],
    verdicts: PASS,
    findings: [],
  },
  ...["OFF", "off"].map((off): Row => ({
    name: `B: require_secure_transport ${off} fails`,
    resources: [server(), transport(is(off)), version(TLS12)],
    verdicts: { "pg tls": "fail", "rst tls": "fail", "tls tls": "pass" },
    findings: [value("rst", RST, "fail", () => `is ${off}`)],
  })),
  {
    name: "B: require_secure_transport 'true' is not ON",
    resources: [server(), transport(is("true")), version(TLS12)],
    verdicts: { "pg tls": "fail", "rst tls": "fail", "tls tls": "pass" },
    findings: [value("rst", RST, "fail", () => "is true")],
  },
  {
    name: "B: a value that may be a secret is not repeated",
    resources: [server(), transport(is("correct horse battery staple")), version(TLS12)],
    verdicts: { "pg tls": "fail", "rst tls": "fail", "tls tls": "pass" },
    findings: [value("rst", RST, "fail", () => "is a string of 28 characters")],
  },
  {
    name: "B: a boolean fails as one",
    resources: [server(), transport(is(true)), version(TLS12)],
    verdicts: { "pg tls": "fail", "rst tls": "fail", "tls tls": "pass" },
    findings: [value("rst", RST, "fail", () => "is the boolean true")],
  },
  {
    name: "B: a number fails as one",
    resources: [server(), transport(ON), version(is(1.2))],
    verdicts: { "pg tls": "fail", "rst tls": "pass", "tls tls": "fail" },
    findings: [value("tls", MIN, "fail", () => "is a number")],
  },
  ...["TLSv1", "TLSv1.1", "1.2", "SSLv3"].map((old): Row => ({
    name: `B: ssl_min_protocol_version ${old} fails`,
    resources: [server(), transport(ON), version(is(old))],
    verdicts: { "pg tls": "fail", "rst tls": "pass", "tls tls": "fail" },
    findings: [value("tls", MIN, "fail", () => `is ${old}`)],
  })),
  {
    name: "B: an empty ssl_min_protocol_version fails",
    resources: [server(), transport(ON), version(is(""))],
    verdicts: { "pg tls": "fail", "rst tls": "pass", "tls tls": "fail" },
    findings: [value("tls", MIN, "fail", () => "is an empty string")],
  },
  {
    name: "B: TLSv1.2 is below a minimum of 1.3",
    resources: [server(), transport(ON), version(TLS12)],
    options: { minimumTlsVersion: "1.3" },
    verdicts: { "pg tls": "fail", "rst tls": "pass", "tls tls": "fail" },
    findings: [value("tls", MIN, "fail", () => "is TLSv1.2", "TLSv1.3", "TLSv1.3")],
  },
  {
    name: "B: TLSv1.3 is at a minimum of 1.3",
    resources: [server(), transport(ON), version(is("tlsv1.3"))],
    options: { minimumTlsVersion: "1.3" },
    verdicts: PASS,
    findings: [],
  },
  {
    name: "B: both wrong are two findings",
    resources: [server(), transport(is("OFF")), version(is("TLSv1"))],
    verdicts: { "pg tls": "fail", "rst tls": "fail", "tls tls": "fail" },
    findings: [value("rst", RST, "fail", () => "is OFF"), value("tls", MIN, "fail", () => "is TLSv1")],
  },
  {
    name: "B: no parameter at all is unset twice",
    resources: [server()],
    verdicts: { "pg tls": "unset" },
    findings: [missing(RST), missing(MIN)],
  },
  {
    name: "B: one parameter missing is unset once",
    resources: [server(), transport(ON)],
    verdicts: { "pg tls": "unset", "rst tls": "pass" },
    findings: [missing(MIN)],
  },
  {
    name: "B: other parameters don't count",
    resources: [server(), parameter("log_connections", is("on"), { id: "log" }), version(TLS12)],
    verdicts: { "pg tls": "unset", "tls tls": "pass" },
    findings: [missing(RST)],
  },
  {
    name: "B: a wrong value and a missing one are told both",
    resources: [server(), transport(is("OFF"))],
    verdicts: { "pg tls": "fail", "rst tls": "fail" },
    findings: [value("rst", RST, "fail", () => "is OFF"), missing(MIN)],
  },
  {
    name: "B: unset can be a warning",
    resources: [server()],
    options: { unset: "warn" },
    verdicts: { "pg tls": "unset" },
    findings: [missing(RST, "pg", "warning"), missing(MIN, "pg", "warning")],
  },
  { name: "B: unset can be ignored", resources: [server()], options: { unset: "ignore" }, verdicts: { "pg tls": "unset" }, findings: [] },
  {
    name: "B: Azure's default is not enough for a minimum of 1.3",
    resources: [server(), transport(ON)],
    options: { minimumTlsVersion: "1.3" },
    verdicts: { "pg tls": "unset", "rst tls": "pass" },
    findings: [
      {
        control: "tls",
        at: "pg",
        verdict: "unset",
        level: "error",
        message: (words) =>
          `${MIN} is not set for this server; it must be TLSv1.3. ${declare(words, MIN, "TLSv1.3")} Azure's default is TLSv1.2.`,
      },
    ],
  },
  {
    name: "B: a configuration without a value is unset, where the value is missing",
    resources: [server(), transport(), version(TLS12)],
    verdicts: { "pg tls": "unset", "rst tls": "unset", "tls tls": "pass" },
    findings: [value("rst", RST, "unset", () => "is not set")],
  },
  {
    name: "B: null is unset",
    resources: [server(), transport(is(null)), version(TLS12)],
    verdicts: { "pg tls": "unset", "rst tls": "unset", "tls tls": "pass" },
    findings: [value("rst", RST, "unset", () => "is not set")],
  },
  {
    name: "B: an unknown value is undetermined",
    resources: [server(), transport("unknown"), version(TLS12)],
    verdicts: { "pg tls": "undetermined", "rst tls": "undetermined", "tls tls": "pass" },
    findings: [value("rst", RST, "undetermined", (words) => words.later)],
  },
  {
    name: "B: undetermined can be an error",
    resources: [server(), transport("unknown"), version(TLS12)],
    options: { undetermined: "error" },
    verdicts: { "pg tls": "undetermined", "rst tls": "undetermined", "tls tls": "pass" },
    findings: [{ ...value("rst", RST, "undetermined", (words) => words.later), level: "error" }],
  },
  {
    name: "B: undetermined can be ignored",
    resources: [server(), transport("unknown"), version(TLS12)],
    options: { undetermined: "ignore" },
    verdicts: { "pg tls": "undetermined", "rst tls": "undetermined", "tls tls": "pass" },
    findings: [],
  },
  {
    name: "B: a configuration of unknown name may be the one that is missing",
    resources: [server(), parameter("unknown", ON, { id: "any" }), version(TLS12)],
    verdicts: { "pg tls": "undetermined", "tls tls": "pass" },
    findings: [untoldName("any")],
  },
  {
    name: "B: a configuration of unknown name that may be either is told once",
    resources: [server(), parameter("unknown", "unknown", { id: "any" })],
    verdicts: { "pg tls": "undetermined" },
    findings: [untoldName("any")],
  },
  {
    name: "B: a configuration of unknown name on a server that is declared elsewhere is undetermined",
    resources: [parameter("unknown", is("OFF"), { id: "any", parent: "elsewhere" })],
    verdicts: { "any tls": "undetermined" },
    findings: [untoldName("any")],
  },
  {
    name: "B: a configuration of unknown name on a server that is only looked up is undetermined",
    resources: [server({ existing: true, name: is("contoso") }), parameter("unknown", ON, { id: "any", parent: { name: "contoso" } })],
    verdicts: { "any tls": "undetermined" },
    findings: [untoldName("any")],
  },
  {
    name: "B: a configuration of either of two servers leaves both open, each told once",
    resources: [
      server({ id: "blue" }),
      server({ id: "green" }),
      version(TLS12, { id: "blue-tls", parent: { output: "blue" } }),
      version(TLS12, { id: "green-tls", parent: { output: "green" } }),
      ...["rst", "other-rst"].map((id) => transport(ON, { id, parent: { output: ["blue", "green"] } })),
    ],
    verdicts: {
      "blue tls": "undetermined",
      "green tls": "undetermined",
      "blue-tls tls": "pass",
      "green-tls tls": "pass",
      "rst tls": "pass",
      "other-rst tls": "pass",
    },
    findings: ["rst", "other-rst"].map((id) =>
      untoldServer(id, RST, (words) => `it may be ${words.label("blue")} or ${words.label("green")}`),
    ),
  },
  {
    name: "B: a right configuration of either of two servers doesn't matter where both are right anyway",
    resources: [
      ...["blue", "green"].flatMap((id) => [
        server({ id }),
        transport(ON, { id: `${id}-rst`, parent: { output: id } }),
        version(TLS12, { id: `${id}-tls`, parent: { output: id } }),
      ]),
      transport(ON, { parent: { output: ["blue", "green"] } }),
    ],
    verdicts: {
      "blue tls": "pass",
      "green tls": "pass",
      "blue-rst tls": "pass",
      "blue-tls tls": "pass",
      "green-rst tls": "pass",
      "green-tls tls": "pass",
      "rst tls": "pass",
    },
    findings: [],
  },
  {
    name: "B: a configuration of an unknown server may be any server's",
    resources: [server(), transport(ON, { parent: "unknown" }), version(TLS12)],
    verdicts: { "pg tls": "undetermined", "rst tls": "pass", "tls tls": "pass" },
    findings: [untoldServer("rst", RST, (words) => `${words.server} ${words.later}, so it may be ${words.label("pg")}`)],
  },
  {
    name: "B: a wrong value is wrong whichever server it belongs to",
    resources: [server(), transport(ON), version(TLS12), transport(is("OFF"), { id: "off", parent: "unknown" })],
    verdicts: { "pg tls": "undetermined", "rst tls": "pass", "tls tls": "pass", "off tls": "fail" },
    findings: [
      untoldServer("off", RST, (words) => `${words.server} ${words.later}, so it may be ${words.label("pg")}`),
      value("off", RST, "fail", () => "is OFF"),
    ],
  },
  {
    name: "B: a configuration of a server that is declared elsewhere is judged by its value",
    resources: [transport(is("OFF"), { parent: "elsewhere" }), version(TLS12, { parent: "elsewhere" })],
    verdicts: { "rst tls": "fail", "tls tls": "pass" },
    findings: [value("rst", RST, "fail", () => "is OFF")],
  },
  {
    name: "B: a configuration of a server of another name doesn't count",
    resources: [
      server({ name: is("contoso") }),
      transport(ON, { parent: { name: "fabrikam" } }),
      version(TLS12, { parent: { name: "contoso" } }),
    ],
    verdicts: { "pg tls": "unset", "rst tls": "pass", "tls tls": "pass" },
    findings: [missing(RST)],
  },
  {
    name: "B: set twice, rightly and wrongly, fails and names both places",
    resources: [server(), transport(ON), transport(is("OFF"), { id: "off" }), version(TLS12)],
    verdicts: { "pg tls": "fail", "rst tls": "pass", "off tls": "fail", "tls tls": "pass" },
    findings: [value("off", RST, "fail", () => "is OFF"), conflict(RST, "rst", "off")],
  },
  {
    name: "B: set twice rightly passes",
    resources: [server(), transport(ON), transport(is("on"), { id: "again" }), version(TLS12)],
    verdicts: { ...PASS, "again tls": "pass" },
    findings: [],
  },
  {
    name: "B: right once and unknown once is undetermined",
    resources: [server(), transport(ON), transport("unknown", { id: "again" }), version(TLS12)],
    verdicts: { "pg tls": "undetermined", "rst tls": "pass", "again tls": "undetermined", "tls tls": "pass" },
    findings: [value("again", RST, "undetermined", (words) => words.later)],
  },
  {
    name: "B: version 11 has no ssl_min_protocol_version",
    resources: [server({ values: { "properties.version": is("11") } }), transport(ON)],
    verdicts: { "pg tls": "pass", "rst tls": "pass" },
    findings: [],
  },
  {
    name: "B: version 11 still needs require_secure_transport",
    resources: [server({ values: { "properties.version": is(11) } })],
    verdicts: { "pg tls": "unset" },
    findings: [missing(RST)],
  },
  {
    name: "B: a wrong ssl_min_protocol_version fails on version 11 too",
    resources: [server({ values: { "properties.version": is("11") } }), transport(ON), version(is("TLSv1"))],
    verdicts: { "pg tls": "fail", "rst tls": "pass", "tls tls": "fail" },
    findings: [value("tls", MIN, "fail", () => "is TLSv1")],
  },
  {
    name: "B: with an unknown version it is open whether ssl_min_protocol_version is missing",
    resources: [server({ values: { "properties.version": "unknown" } }), transport(ON)],
    verdicts: { "pg tls": "undetermined", "rst tls": "pass" },
    findings: [inherited(MIN, "pg", (words) => `${words.version} ${words.later}`)],
  },
  {
    name: "B: a replica takes over what its source server sets rightly",
    resources: [server(), transport(ON), version(TLS12), replica()],
    verdicts: { ...PASS, "replica tls": "pass" },
    findings: [],
  },
  {
    name: "B: a replica takes over what its source server sets wrongly, and that is told once",
    resources: [server(), transport(is("OFF")), version(TLS12), replica()],
    verdicts: { "pg tls": "fail", "replica tls": "fail", "rst tls": "fail", "tls tls": "pass" },
    findings: [value("rst", RST, "fail", () => "is OFF")],
  },
  {
    name: "B: a replica takes over what its source server leaves out, and that is told once",
    resources: [server(), transport(ON), replica()],
    verdicts: { "pg tls": "unset", "replica tls": "unset", "rst tls": "pass" },
    findings: [missing(MIN)],
  },
  {
    name: "B: what a replica sets itself holds for it",
    resources: [server(), transport(ON), version(TLS12), replica(), transport(is("OFF"), { id: "off", parent: { output: "replica" } })],
    verdicts: { ...PASS, "replica tls": "fail", "off tls": "fail" },
    findings: [value("off", RST, "fail", () => "is OFF")],
  },
  {
    name: "B: a replica of a server by literal name",
    resources: [server({ name: is("contoso") }), transport(ON), version(TLS12), replica({ source: { name: "contoso" } })],
    verdicts: { ...PASS, "replica tls": "pass" },
    findings: [],
  },
  {
    name: "B: a replica of a server that is declared elsewhere is undetermined",
    resources: [replica({ source: "elsewhere" })],
    verdicts: { "replica tls": "undetermined" },
    findings: [inherited(RST, "replica", SOURCE_UNTOLD), inherited(MIN, "replica", SOURCE_UNTOLD)],
  },
  {
    name: "B: replicas of each other are undetermined",
    resources: [replica({ id: "left", source: { output: "right" } }), replica({ id: "right", source: { output: "left" } })],
    verdicts: { "left tls": "undetermined", "right tls": "undetermined" },
    findings: [
      inherited(RST, "left", SOURCE_UNTOLD),
      inherited(MIN, "left", SOURCE_UNTOLD),
      inherited(RST, "right", SOURCE_UNTOLD),
      inherited(MIN, "right", SOURCE_UNTOLD),
    ],
  },
  ...["PointInTimeRestore", "GeoRestore", "Create", "Default"].map((createMode): Row => ({
    name: `B: createMode ${createMode} takes nothing over`,
    resources: [mode(createMode)],
    verdicts: { "pg tls": "unset" },
    findings: [missing(RST), missing(MIN)],
  })),
  ...["ReviveDropped", "Update", "update"].map((createMode): Row => ({
    name: `B: createMode ${createMode} keeps what the server had`,
    resources: [mode(createMode)],
    verdicts: { "pg tls": "undetermined" },
    findings: ([RST, MIN] as const).map((name) =>
      inherited(name, "pg", (words) => `a server with ${words.createMode} ${createMode} keeps what it had`),
    ),
  })),
  {
    name: "B: with an unknown createMode it is open what a server takes over",
    resources: [server({ values: { "properties.createMode": "unknown" } }), version(TLS12)],
    verdicts: { "pg tls": "undetermined", "tls tls": "pass" },
    findings: [inherited(RST, "pg", (words) => `${words.createMode} ${words.later}`)],
  },
  {
    name: "B: a server that is only looked up is not judged, its configurations are",
    resources: [server({ existing: true, name: is("contoso") }), transport(is("OFF"), { parent: { name: "contoso" } })],
    verdicts: { "rst tls": "fail" },
    findings: [value("rst", RST, "fail", () => "is OFF")],
  },
  {
    name: "B: a right configuration under a condition may be missing",
    resources: [server(), transport(ON, { condition: "isProduction" }), version(TLS12)],
    verdicts: { "pg tls": "undetermined", "rst tls": "pass", "tls tls": "pass" },
    findings: [onlyIf("rst", RST, "isProduction")],
  },
  {
    name: "B: a wrong configuration under a condition may be missing",
    resources: [server(), transport(is("OFF"), { condition: "isTest" }), version(TLS12)],
    verdicts: { "pg tls": "undetermined", "rst tls": "undetermined", "tls tls": "pass" },
    findings: [
      {
        ...value("rst", RST, "undetermined", () => "is OFF"),
        message: (words) => `If ${words.condition("isTest")}, ${RST} is OFF; it must be ON. Set ${words.value} to "ON".`,
      },
    ],
  },
  {
    name: "B: a right configuration under a condition doesn't matter where the parameter is right anyway",
    resources: [server(), transport(ON), transport(ON, { id: "again", condition: "isProduction" }), version(TLS12)],
    verdicts: { ...PASS, "again tls": "pass" },
    findings: [],
  },
];

/** The verdict tables, for every front end. */
export const rows: readonly Row[] = [
  ...useSsl,
  ...secureTls,
  {
    name: "both: a single server and a flexible server are each judged by their own control",
    resources: [single(is("Disabled")), server(), transport(ON), version(TLS12)],
    verdicts: { ...PASS, "s ssl": "fail" },
    findings: [ssl("fail", (words) => `is ${words.disabled}`)],
  },
  {
    name: "both: a cluster of Cosmos DB for PostgreSQL is not judged",
    resources: [{ id: "cluster", type: "serverGroupsv2" }],
    verdicts: {},
    findings: [],
  },
  { name: "both: nothing is found in nothing", resources: [], verdicts: {}, findings: [] },
];

import { controls } from "../../shared/controls";
import { buildInventory } from "../../shared/engine/inventory";
import { writtenWaivers } from "../../shared/engine/written-waivers";
import { parseWaivers } from "../../shared/engine/parse-waivers";
import { runControls } from "../../shared/engine/run-controls";
import { Waivers } from "../../shared/engine/waivers";
import type { AzureResource, Finding, Notice, WrittenWaiver } from "../../shared/model";
import { defaultOptions } from "../registry";
import { azureResource } from "../stand-ins/azure-resource";

const SINGLE = "Azure.PostgreSQL.UseSSL";
const FLEXIBLE = "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version";
const TODAY = "2026-11-21";
const REASON = "The old billing client can't do TLS.";

interface Applied {
  readonly accepted: readonly string[];
  readonly open: readonly string[];
  readonly notices: readonly string[];
}

const written = (values: readonly unknown[]): WrittenWaiver[] =>
  values.map((value, index) => ({ value, words: `waivers[${String(index)}]` }));
const inWords = ({ level, message }: Notice): string => `${level}: ${message}`;
const named = ({ resource, armPath }: Finding): string => `${resource.address} ${armPath}`;

/** Runs the controls over each list of resources, and applies waivers to what they find. */
function applied(
  runs: readonly (readonly AzureResource[])[],
  values: readonly unknown[],
  { isComplete = true, unwaivable = {} }: { readonly isComplete?: boolean; readonly unwaivable?: Readonly<Record<string, string>> } = {},
): Applied {
  const { waivers, problems } = parseWaivers(written(values), controls);
  const all = new Waivers({ controls, today: TODAY, unwaivable: new Map(Object.entries(unwaivable)) });
  const findings = runs.flatMap(
    (resources) => all.apply(runControls(buildInventory(resources), controls, defaultOptions), resources, waivers).findings,
  );
  return {
    accepted: findings.flatMap((one) => (one.accepted ? [`${named(one)}: ${one.accepted.reason ?? ""}`] : [])),
    open: findings.filter((one) => !one.accepted).map(named),
    notices: [...problems, ...all.notices(isComplete)].map(inWords),
  };
}

const single = (address: string, extra: Partial<AzureResource> = {}): AzureResource => azureResource("servers", address, extra);
const secure = (address: string): AzureResource =>
  single(address, { read: (path) => (path === "properties.sslEnforcement" ? { state: "known", value: "Enabled" } : { state: "unset" }) });
const SSL = "properties.sslEnforcement";

describe("a waiver accepts", () => {
  test.each<[string, object, readonly string[]]>([
    ["what its control finds on the resource that it names", { control: SINGLE, resource: "App/legacy" }, ["App/legacy"]],
    ["by a former id", { control: "AZR-000147", resource: "App/legacy" }, ["App/legacy"]],
    ["by the policy's name", { control: "azure-postgresql-use-ssl", resource: "App/legacy" }, ["App/legacy"]],
    ["by an id in another case", { control: SINGLE.toUpperCase(), resource: "App/legacy" }, ["App/legacy"]],
    ["what all controls find", { control: "*", resource: "App/legacy" }, ["App/legacy"]],
    ["by a glob", { control: SINGLE, resource: "App/*" }, ["App/legacy", "App/other[0]"]],
    ["by an address with brackets", { control: SINGLE, resource: "App/other[0]" }, ["App/other[0]"]],
    ["nothing by another control", { control: FLEXIBLE, resource: "App/*" }, []],
    ["nothing on an address in another case", { control: SINGLE, resource: "app/Legacy" }, []],
    ["nothing below an address", { control: SINGLE, resource: "App" }, []],
    ["until the end of its last day", { control: SINGLE, resource: "App/legacy", until: TODAY }, ["App/legacy"]],
  ])("%s", (_name, waiver, accepted) => {
    const { accepted: found, open } = applied([[single("App/legacy"), single("App/other[0]")]], [{ ...waiver, reason: REASON }]);
    expect(found).toEqual(accepted.map((address) => `${address} ${SSL}: ${REASON}`));
    expect(open).toHaveLength(2 - accepted.length);
  });

  test("by the name that a resource's author gives it", () => {
    const server = single("urn:pulumi:dev::app::x:Server::legacy", {
      origin: { name: "legacy", nativeType: "x:Server", address: "urn:pulumi:dev::app::x:Server::legacy" },
    });
    expect(applied([[server]], [{ control: SINGLE, resource: "legacy", reason: REASON }]).open).toEqual([]);
  });
});

test("a server's waiver is not one of its parameters, unless the glob says so", () => {
  const server = azureResource("flexibleServers", "pg");
  const parameter = azureResource("flexibleServers/configurations", "pg/require_secure_transport", {
    name: { state: "known", value: "require_secure_transport" },
    read: () => ({ state: "known", value: "OFF" }),
    reference: () => ({ clues: [["pg"]] }),
  });
  const waiver = { control: FLEXIBLE, resource: "pg", reason: REASON };
  const openBy = (resource: string): readonly string[] => applied([[server, parameter]], [{ ...waiver, resource }]).open;
  expect(openBy("pg")).toEqual(["pg/require_secure_transport properties.value"]);
  expect(openBy("pg/*")).toEqual(["pg configurations.ssl_min_protocol_version"]);
  expect(openBy("pg**")).toEqual([]);
});

test("a waiver that has expired says so in the finding, and holds no longer", () => {
  const { waivers } = parseWaivers(
    written([
      { control: SINGLE, resource: "legacy", reason: REASON, until: "2026-11-20" },
      { control: "*", resource: "legacy", reason: REASON, until: "2026-01-31" },
    ]),
    controls,
  );
  const all = new Waivers({ controls, today: TODAY });
  const resources = [single("legacy")];
  const report = runControls(buildInventory(resources), controls, defaultOptions);
  const [finding] = all.apply(report, resources, waivers).findings;
  expect(finding).toEqual({
    ...report.findings[0],
    expired: "2026-11-20",
    message: `${report.findings[0]?.message ?? ""} A waiver of it expired on 2026-11-20.`,
  });
  expect(all.notices(true)).toEqual([]);
});

test("of several waivers the one counts that holds longest", () => {
  const { waivers } = parseWaivers(
    written([
      { control: "*", resource: "*", reason: "It has expired already.", until: "2026-01-31" },
      { control: SINGLE, resource: "legacy", reason: REASON, until: "2026-12-21", owner: "billing" },
      { control: "*", resource: "legacy", reason: "It ends before the other.", until: "2026-11-30" },
    ]),
    controls,
  );
  const resources = [single("legacy")];
  const { findings, results } = new Waivers({ controls, today: TODAY }).apply(
    runControls(buildInventory(resources), controls, defaultOptions),
    resources,
    waivers,
  );
  expect(findings.map(({ accepted }) => accepted)).toEqual([
    { by: "waiver", reason: REASON, until: "2026-12-21", owner: "billing", endsSoon: true },
  ]);
  expect(results.map(({ verdict }) => verdict)).toEqual(["unset"]);
});

describe("a waiver beside a resource", () => {
  const beside = (value: unknown): Pick<AzureResource, "waivers"> => ({ waivers: [{ value, words: "waive() of legacy" }] });

  test("holds for that one alone", () => {
    const { accepted, open, notices } = applied([[single("legacy", beside({ control: SINGLE, reason: REASON })), single("legacy2")]], []);
    expect([accepted, open, notices]).toEqual([[`legacy ${SSL}: ${REASON}`], [`legacy2 ${SSL}`], []]);
  });

  test.each<[string, unknown, readonly string[]]>([
    [
      "names no resource",
      { control: SINGLE, reason: REASON, resource: "**" },
      ['error: waive() of legacy.resource: found an unknown key; accepted is one of "control", "reason", "until", "owner".'],
    ],
    [
      "may be nothing of ours",
      "later",
      ['error: waive() of legacy: found "later"; accepted is an object with "control", "reason", "until", "owner".'],
    ],
  ])("%s", (_name, value, problems) => {
    const { open, notices } = applied([[single("legacy", beside(value))]], []);
    expect([open, notices]).toEqual([[`legacy ${SSL}`], problems]);
  });

  test.each<[string, unknown, string]>([
    ["no list", "all", '.waivers: found "all"; accepted is an array of at most 1000 objects'],
    ["one alone", { control: SINGLE, reason: REASON }, ".waivers: found an object; accepted is an array of at most 1000 objects"],
    ["too many", Array.from({ length: 1001 }, () => 1), ".waivers: found an array; accepted is an array of at most 1000 objects"],
    ["nothing", undefined, ".waivers: found nothing; accepted is an array of at most 1000 objects"],
  ])("is an item of a list, and not %s", (_name, list, problem) => {
    const waivers = writtenWaivers({ ...(list !== undefined && { waivers: list }) }, { words: "metadata", locate: () => undefined });
    expect(applied([[single("legacy", { waivers })]], [])).toMatchObject({
      open: [`legacy ${SSL}`],
      notices: [`error: metadata${problem}.`],
    });
  });

  test("stands in an object", () => {
    const waivers = writtenWaivers("all", { words: "metadata", locate: () => undefined });
    expect(applied([[single("legacy", { waivers })]], []).notices).toEqual([
      'error: metadata: found "all"; accepted is an object with "waivers", an array.',
    ]);
  });

  test("that is not used is told, also where not all is judged", () => {
    const resources = [{ ...secure("legacy"), ...beside({ control: SINGLE, reason: REASON }) }];
    expect(applied([resources], [], { isComplete: false }).notices).toEqual([
      `warning: waive() of legacy is not used: there is no finding of ${SINGLE} on what it stands beside. Remove the waiver.`,
    ]);
  });
});

describe("a waiver that is not used", () => {
  const waiver = (resource: string, until = "2027-01-31"): object => ({ control: SINGLE, resource, reason: REASON, until });
  const unused = (resource: string, more = ""): string =>
    `warning: waivers[0] is not used: there is no finding of ${SINGLE} on "${resource}".${more} Remove it, or put it into an override of the files or stacks that it is for.`;

  test.each<[string, object, boolean, readonly string[]]>([
    ["is told", waiver("legacy"), true, [unused("legacy")]],
    ["is told of a resource that isn't there", waiver("nowhere"), true, [unused("nowhere")]],
    ["that has expired says so, too", waiver("nowhere", "2026-01-31"), true, [unused("nowhere", " It expired on 2026-01-31.")]],
    ["is told of the very resource it names where not all is judged", waiver("legacy"), false, [unused("legacy")]],
    ["is not told of a resource that may be elsewhere", waiver("nowhere"), false, []],
    ["is not told of a glob that may be for others elsewhere", waiver("leg*"), false, []],
  ])("%s", (_name, value, isComplete, notices) => {
    expect(applied([[secure("legacy")]], [value], { isComplete }).notices).toEqual(notices);
  });

  test("in one run, but in another, is used", () => {
    expect(applied([[secure("legacy")], [single("legacy")]], [waiver("legacy")]).notices).toEqual([]);
  });
});

describe("a control that can't be waived", () => {
  const unwaivable = { [SINGLE]: "platform.json:3:5" };
  const refused = (words: string): string =>
    `error: ${words} is refused: ${SINGLE} can't be waived, as platform.json:3:5 says. Remove the waiver, and correct what it was for.`;

  test.each<[string, object, readonly string[]]>([
    ["refuses a waiver that names it", { control: SINGLE, resource: "legacy" }, [refused("waivers[0]")]],
    ["refuses one that is of no use", { control: SINGLE, resource: "nowhere" }, [refused("waivers[0]")]],
    ["refuses one of all controls where it finds something", { control: "*", resource: "legacy" }, [refused("waivers[0]")]],
  ])("%s", (_name, waiver, notices) => {
    expect(applied([[single("legacy")]], [{ ...waiver, reason: REASON }], { unwaivable })).toEqual({
      accepted: [],
      open: [`legacy ${SSL}`],
      notices,
    });
  });

  test("refuses one beside a resource", () => {
    const server = single("legacy", { waivers: [{ value: { control: "*", reason: REASON }, words: "#disable-next-line" }] });
    expect(applied([[server]], [], { unwaivable })).toEqual({
      accepted: [],
      open: [`legacy ${SSL}`],
      notices: [refused("#disable-next-line")],
    });
  });

  test("leaves a waiver of all controls for the others", () => {
    const { accepted, notices } = applied([[azureResource("flexibleServers", "pg")]], [{ control: "*", resource: "pg", reason: REASON }], {
      unwaivable,
    });
    expect([accepted.length, notices]).toEqual([2, []]);
  });
});

const CONTROLS = `one of "${SINGLE}", "AZR-000147", "azure-postgresql-use-ssl", "${FLEXIBLE}", "azure-postgresql-flexible-secure-tls", "*"`;
const DAY = 'the last day on which it holds, such as "2027-01-31"';

test.each<[string, unknown, readonly string[]]>([
  ["a text", "legacy", ['waivers[0]: found "legacy"; accepted is an object with "control", "resource", "reason", "until", "owner".']],
  ["null", null, ['waivers[0]: found null; accepted is an object with "control", "resource", "reason", "until", "owner".']],
  [
    "an empty object",
    {},
    [
      `waivers[0].control: found nothing; accepted is ${CONTROLS}.`,
      'waivers[0].resource: found nothing; accepted is the address or name of a resource, or a glob over it, such as "legacy-*".',
      "waivers[0].reason: found nothing; accepted is a text of at least 10 characters that says why.",
    ],
  ],
  [
    "all mistakes at once",
    JSON.parse(
      '{ "control": "Azure.PostgreSQL.UseSSI", "resource": 1, "reason": "later    \\n\\n", "until": "31.1.2027", "owner": [], "__proto__": 1 }',
    ),
    [
      `waivers[0].__proto__: found an unknown key; accepted is one of "control", "resource", "reason", "until", "owner".`,
      `waivers[0].control: found "Azure.PostgreSQL.UseSSI"; accepted is ${CONTROLS}.`,
      'waivers[0].resource: found 1; accepted is the address or name of a resource, or a glob over it, such as "legacy-*".',
      `waivers[0].reason: found "later    \\n\\n"; accepted is a text of at least 10 characters that says why.`,
      `waivers[0].until: found "31.1.2027"; accepted is ${DAY}.`,
      "waivers[0].owner: found an array; accepted is who answers for it, as a text.",
    ],
  ],
  [
    "a day that isn't there",
    { control: "*", resource: "*", reason: REASON, until: "2027-02-30" },
    [`waivers[0].until: found "2027-02-30"; accepted is ${DAY}.`],
  ],
])("a waiver that is %s is refused", (_name, value, messages) => {
  const { waivers, problems } = parseWaivers(written([value]), controls);
  expect([waivers, problems]).toEqual([[], messages.map((message) => ({ level: "error", message }))]);
});

/** Names that are made from other names: whose configuration is it, when nothing is known before deployment? */
import { advice, packForTests, diagnose, secureTls } from "../stand-ins/pulumi-diagnose";
import { UNKNOWN, type Properties, type Resource } from "../stand-ins/policy-pack";
import { brief, component, native, parameters, resource, server, serverUrn, stack, unset, urn } from "../stand-ins/pulumi-program";

const SUFFIX = urn("random:index/randomString:RandomString", "suffix");
const GROUP = urn("azure-native:resources:ResourceGroup", "group");
const OTHER_GROUP = urn("azure-native:resources:ResourceGroup", "other-group");

const pack = packForTests();

const helper = (at: string): Resource => {
  const type = at.split("::")[2] ?? "";
  return { urn: at, type, name: at.split("::")[3] ?? "", inputs: { length: 8 }, outputs: {} };
};
const helpers = [stack, helper(SUFFIX), helper(GROUP), helper(OTHER_GROUP)];

/** What is made from the outputs of other resources: unknown, with what it depends on. */
function made(
  serverName: readonly string[],
  more: { resourceGroupName?: readonly string[]; dependsOn?: readonly string[] } = {},
): Partial<Resource> {
  const { resourceGroupName = [], dependsOn = [] } = more;
  return {
    propertyDependencies: { serverName, ...(resourceGroupName.length > 0 && { resourceGroupName }) },
    dependencies: [...serverName, ...resourceGroupName, ...dependsOn],
  };
}

const LATER: Properties = { serverName: UNKNOWN };
const derived = (name: string, from: readonly string[], inputs: Properties = {}, extra: Partial<Resource> = {}): Resource =>
  server(name, { ...LATER, ...inputs }, { ...made(from), ...extra });
const configured = (
  name: string,
  from: readonly string[],
  more: Parameters<typeof made>[1] = {},
  extra: Partial<Resource> = {},
): Resource[] => parameters(name, LATER, { ...made(from, more), ...extra });
const main = serverUrn("main");
const dr = serverUrn("dr");

/** That one of some servers lacks both parameters, which too few configurations set. */
const short = (name: string, ...servers: string[]): string[] =>
  ["require_secure_transport", "ssl_min_protocol_version"].map(
    (parameter) =>
      `${secureTls} mandatory ${name}-${parameter}: Not every one of the servers ${servers.join(", ")} has ${parameter} set: ` +
      "this sets it for one of them, and too few others may",
  );

const untold = (name: string, servers: string, remedy: string): string[] =>
  ["require_secure_transport", "ssl_min_protocol_version"].map(
    (parameter) =>
      `${advice} advisory ${name}-${parameter}: ${secureTls}: The server that this sets ${parameter} for can't be told before deployment: ${servers}. ${remedy}`,
  );
const PARENT = "Make the server that is meant its parent.";

const cases: readonly { readonly name: string; readonly program: readonly Resource[]; readonly found: readonly string[] }[] = [
  {
    name: "a name that begins with another's is not that one's, for sure: nobody configures both",
    program: [server("main"), derived("dr", [main]), ...configured("any", [main])],
    found: short("any", "dr", "main"),
  },
  {
    name: "one of each: it may be the right way round, or not",
    program: [server("main"), derived("dr", [main]), ...configured("one", [main]), ...configured("two", [main])],
    found: [...untold("one", "it may be dr or main", PARENT), ...untold("two", "it may be dr or main", PARENT)],
  },
  {
    name: "the derived name's server is set by its own output; the other one may be that one's, too",
    program: [server("main"), derived("dr", [main]), ...configured("main", [main]), ...configured("dr", [dr])],
    found: untold("main", "it may be dr or main", PARENT),
  },
  {
    name: "a known name that contains another's: one configuration of each, and nothing that tells which is whose",
    program: [
      server("main", { serverName: "pg" }),
      server("dr", { serverName: "PG-dr" }),
      ...configured("one", [main]),
      ...configured("two", [main]),
    ],
    found: [...untold("one", "it may be dr or main", PARENT), ...untold("two", "it may be dr or main", PARENT)],
  },
  {
    name: "a known name that contains another's: dependsOn tells which is whose",
    program: [
      server("main", { serverName: "pg" }),
      server("dr", { serverName: "pg-dr" }),
      ...configured("one", [main]),
      ...configured("two", [main], { dependsOn: [dr] }),
    ],
    found: [],
  },
  {
    name: "a known name that contains another's: the parent tells which is whose",
    program: [
      server("main", { serverName: "pg" }),
      server("dr", { serverName: "pg-dr" }),
      ...configured("one", [main]),
      ...configured("two", [main], {}, { parent: dr }),
    ],
    found: [],
  },
  {
    name: "a known name that contains another's: the parent tells that the other one is nobody's",
    program: [
      server("main", { serverName: "pg" }),
      server("dr", { serverName: "pg-dr" }),
      ...configured("two", [main], {}, { parent: dr }),
    ],
    found: unset("main"),
  },
  {
    name: "a known name that contains another's: nobody configures it",
    program: [server("main", { serverName: "pg" }), server("dr", { serverName: "pg-dr" }), ...configured("one", [main])],
    found: unset("dr"),
  },
  {
    name: "a known name that contains another's: dependsOn is about the order only",
    program: [
      server("main", { serverName: "pg" }),
      server("dr", { serverName: "pg-dr" }),
      ...configured("one", [main], { dependsOn: [dr] }),
      ...configured("two", [dr]),
    ],
    found: [],
  },
  {
    name: "a known name that contains another's is configured by itself: a parameter that is set twice is the other one's",
    program: [
      server("main", { serverName: "pg" }),
      server("dr", { serverName: "pg-dr" }),
      ...configured("one", [main]),
      ...configured("again", [main]),
      ...configured("two", [dr]),
    ],
    found: [],
  },
  {
    name: "a known name that doesn't contain the other's is not made from it",
    program: [
      server("main", { serverName: "pg" }),
      server("dr", { serverName: "orders" }),
      ...configured("one", [main]),
      ...configured("two", [main]),
    ],
    found: unset("dr"),
  },
  {
    name: "dependsOn tells which: the other one is nobody's",
    program: [server("main"), derived("dr", [main]), ...configured("dr", [main], { dependsOn: [dr] })],
    found: unset("main"),
  },
  {
    name: "dependsOn tells which, and both are configured",
    program: [
      server("main", { serverName: "main-pg" }),
      derived("dr", [main]),
      ...parameters("main", { serverName: "main-pg" }),
      ...configured("dr", [main], { dependsOn: [dr] }),
    ],
    found: [],
  },
  {
    name: "a parent tells which",
    program: [
      server("main"),
      derived("dr", [main]),
      ...configured("main", [main], {}, { parent: main }),
      ...configured("dr", [main], {}, { parent: dr }),
    ],
    found: [],
  },
  {
    name: "the component tells which",
    program: [
      component("primary"),
      component("standby"),
      server("main", {}, { parent: urn("my:Component", "primary") }),
      derived("dr", [main], {}, { parent: urn("my:Component", "standby") }),
      ...configured("main", [main], {}, { parent: urn("my:Component", "primary") }),
      ...configured("dr", [main], {}, { parent: urn("my:Component", "standby") }),
    ],
    found: [],
  },
  {
    name: "the component tells which: the other one is nobody's",
    program: [
      component("standby"),
      server("main"),
      derived("dr", [main], {}, { parent: urn("my:Component", "standby") }),
      ...configured("dr", [main], {}, { parent: urn("my:Component", "standby") }),
    ],
    found: unset("main"),
  },
  {
    name: "a resource group of another name rules a server out",
    program: [
      server("main", { resourceGroupName: "rg-west" }),
      derived("dr", [main], { resourceGroupName: "rg-north" }),
      ...parameters("dr", { ...LATER, resourceGroupName: "RG-NORTH" }, made([main])),
    ],
    found: unset("main"),
  },
  {
    name: "a resource group of another name rules the only server out, too",
    program: [
      server("main", { resourceGroupName: "rg-west" }),
      ...parameters("dr", { ...LATER, resourceGroupName: "rg-north" }, made([main])),
    ],
    found: unset("main"),
  },
  {
    name: "resource groups whose names aren't known yet tell which, as their outputs are used",
    program: [
      derived("west", [SUFFIX], { resourceGroupName: UNKNOWN }, made([SUFFIX], { resourceGroupName: [GROUP] })),
      derived("north", [SUFFIX], { resourceGroupName: UNKNOWN }, made([SUFFIX], { resourceGroupName: [OTHER_GROUP] })),
      ...parameters("north", { ...LATER, resourceGroupName: UNKNOWN }, made([SUFFIX], { resourceGroupName: [OTHER_GROUP] })),
    ],
    found: unset("west"),
  },
  {
    name: "one server with a suffix",
    program: [derived("pg", [SUFFIX]), ...configured("pg", [SUFFIX])],
    found: [],
  },
  {
    name: "a server with a suffix beside one of a known name",
    program: [derived("pg", [SUFFIX]), server("other"), ...configured("pg", [SUFFIX])],
    found: unset("other"),
  },
  {
    name: "two servers with suffixes of their own",
    program: [derived("pg", [SUFFIX]), derived("other", [GROUP]), ...configured("pg", [SUFFIX]), ...configured("other", [GROUP])],
    found: [],
  },
  {
    name: "two servers with one suffix, told by dependsOn",
    program: [
      derived("pg", [SUFFIX]),
      derived("other", [SUFFIX]),
      ...configured("pg", [SUFFIX], { dependsOn: [serverUrn("pg")] }),
      ...configured("other", [SUFFIX], { dependsOn: [serverUrn("other")] }),
    ],
    found: [],
  },
  {
    name: "two servers with one suffix, each in a component with its parameters",
    program: ["pg", "other"].flatMap((name) => {
      const parent = urn("my:Component", name);
      return [component(name), derived(name, [SUFFIX], {}, { parent }), ...configured(name, [SUFFIX], {}, { parent })];
    }),
    found: [],
  },
  {
    name: "two servers with one suffix, and nothing that tells which: one is nobody's",
    program: [derived("pg", [SUFFIX]), derived("other", [SUFFIX]), server("third"), ...configured("any", [SUFFIX])],
    found: [...unset("third"), ...short("any", "other", "pg")],
  },
  {
    name: "two servers with one suffix in one component: a third is judged",
    program: [
      component("shop"),
      derived("pg", [SUFFIX], {}, { parent: urn("my:Component", "shop") }),
      derived("other", [SUFFIX], {}, { parent: urn("my:Component", "shop") }),
      derived("third", [SUFFIX]),
      ...configured("one", [SUFFIX], {}, { parent: urn("my:Component", "shop") }),
      ...configured("two", [SUFFIX], {}, { parent: urn("my:Component", "shop") }),
    ],
    found: [...unset("third"), ...untold("one", "it may be other or pg", PARENT), ...untold("two", "it may be other or pg", PARENT)],
  },
  {
    name: "a name that is derived from a name that has a suffix",
    program: [
      derived("main", [SUFFIX]),
      derived("dr", [main]),
      ...configured("main", [SUFFIX]),
      ...configured("dr", [main], { dependsOn: [dr] }),
    ],
    found: [],
  },
  {
    name: "dependsOn of both tells nothing",
    program: [
      derived("pg", [SUFFIX]),
      derived("other", [SUFFIX]),
      ...configured("any", [SUFFIX], { dependsOn: [serverUrn("pg"), serverUrn("other")] }),
    ],
    found: short("any", "other", "pg"),
  },
  {
    name: "a name that is taken from the id of the configuration before",
    program: ["first", "second"].flatMap((name) => {
      const [transport, version] = configured(name, [serverUrn(name)]);
      return transport && version ? [server(name), transport, { ...version, ...made([transport.urn]) }] : [];
    }),
    found: [],
  },
  {
    name: "a name that is taken from the id of a configuration of a server elsewhere",
    program: [
      server(),
      ...parameters("far", { serverName: "far-away" }).slice(0, 1),
      ...configured("next", [urn(`${native}:Configuration`, "far-require_secure_transport")]).slice(1),
    ],
    found: unset("pg"),
  },
  {
    name: "configurations that name each other in a circle name nothing",
    program: [
      server(),
      ...["one", "two"].map((name) => ({
        ...resource(`${native}:Configuration`, name, { ...LATER, configurationName: "require_secure_transport", value: "ON" }),
        ...made([urn(`${native}:Configuration`, name === "one" ? "two" : "one")]),
      })),
    ],
    found: unset("pg"),
  },
  {
    name: "nothing tells: every server that it may be is named, and one in another group is judged",
    program: [
      server("blue"),
      server("green"),
      server("far", { resourceGroupName: "elsewhere" }),
      ...configured("one", [SUFFIX]),
      ...configured("two", [SUFFIX]),
    ],
    found: [
      ...unset("far"),
      ...["one", "two"].flatMap((name) =>
        untold(name, "serverName is known only at deployment, so it may be blue or green", "Refer to one server."),
      ),
    ],
  },
  {
    name: "nothing tells, and there are too few for all",
    program: [server("blue"), server("green"), ...configured("one", [SUFFIX])],
    found: short("one", "blue", "green"),
  },
  {
    name: "what a replica does not set it takes over: it isn't counted among those that lack it",
    program: [
      server("main"),
      derived(
        "dr",
        [main],
        { createMode: "Replica", sourceServerResourceId: UNKNOWN },
        {
          propertyDependencies: { serverName: [main], sourceServerResourceId: [main] },
        },
      ),
      ...configured("main", [main]),
    ],
    found: untold("main", "it may be dr or main", PARENT),
  },
  {
    name: "replicas whose names are derived from their source's: the source is told by its id",
    program: [
      server("main", { serverName: "main-pg" }),
      ...["dr", "dr2"].map((name) =>
        derived(
          name,
          [main],
          { createMode: "Replica", sourceServerResourceId: UNKNOWN },
          {
            propertyDependencies: { serverName: [main], sourceServerResourceId: [main] },
          },
        ),
      ),
      ...parameters("main", { serverName: "main-pg" }),
    ],
    found: [],
  },
];

test.each(cases)("$name", async ({ program, found }) => {
  const diagnosed = brief(await diagnose(pack(), [...helpers, ...program]));
  expect([...diagnosed].sort()).toEqual([...found].sort());
});

/** The azure package refers by id, which holds the resource group's name and the server's. */
describe("by an id that is put together", () => {
  const classic = (name: string, extra: Partial<Resource> = {}): Resource =>
    resource(
      "azure:postgresql/flexibleServer:FlexibleServer",
      name,
      { name: `${name}-pg`, resourceGroupName: UNKNOWN },
      {
        propertyDependencies: { resourceGroupName: [GROUP] },
        ...extra,
      },
    );
  const settings = (name: string, dependencies: readonly string[], dependsOn: readonly string[] = []): Resource[] =>
    ["require_secure_transport", "ssl_min_protocol_version"].map((parameter, index) =>
      resource(
        "azure:postgresql/flexibleServerConfiguration:FlexibleServerConfiguration",
        `${name}-${parameter}`,
        { name: parameter, serverId: UNKNOWN, value: ["ON", "TLSv1.2"][index] },
        { propertyDependencies: { serverId: dependencies }, dependencies: [...dependencies, ...dependsOn] },
      ),
    );
  const at = (name: string): string => urn("azure:postgresql/flexibleServer:FlexibleServer", name);

  test.each([
    ["of an unknown resource group and a literal name", [classic("pg"), ...settings("pg", [GROUP])], []],
    [
      "of an unknown resource group and one of two names, told by dependsOn",
      [classic("pg"), classic("other"), ...settings("pg", [GROUP], [at("pg")]), ...settings("other", [GROUP], [at("other")])],
      [],
    ],
    [
      "of an unknown resource group and one of two names",
      [classic("pg"), classic("other"), ...settings("any", [GROUP])],
      short("any", "other", "pg"),
    ],
    [
      "beside a server in another group",
      [classic("pg"), classic("far", { propertyDependencies: { resourceGroupName: [OTHER_GROUP] } }), ...settings("pg", [GROUP])],
      unset("far"),
    ],
    [
      "an id as it is belongs to its server, whatever else is named after that",
      [
        classic("pg"),
        classic("dr", { propertyDependencies: { name: [at("pg")], resourceGroupName: [GROUP] } }),
        ...settings("pg", [at("pg")]),
        ...settings("dr", [at("dr")]),
      ],
      [],
    ],
    [
      "an id with a suffix may be that of a server whose name has it: one of each, and nothing that tells which is whose",
      [
        classic("pg"),
        { ...classic("dr"), inputs: { name: "pg-pg-dr", resourceGroupName: UNKNOWN } },
        ...settings("one", [at("pg")]),
        ...settings("two", [at("pg")]),
      ],
      [...untold("one", "it may be dr or pg", PARENT), ...untold("two", "it may be dr or pg", PARENT)],
    ],
  ])("%s", async (_name, program, found) => {
    const diagnosed = brief(await diagnose(pack(), [...helpers, ...program]));
    expect([...diagnosed].sort()).toEqual([...found].sort());
  });
});

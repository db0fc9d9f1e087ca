/** Microsoft's compiler leaves out symbolic names, and existing resources with them, where it can: that changes no verdict. */
import { compileBicep } from "../../shared/bicep/compile";
import { verdictsOf } from "../bicep-verdicts";
import { bicepFile } from "../dialects/bicep";
import { everyControl, everyRow } from "../rows/registrations";
import { filesOf } from "./bicep-files";

type Texts = Readonly<Record<string, string>>;

/** What is found in `main.bicep`, with symbolic names and without. */
function verdicts(texts: Texts): { readonly always: readonly string[]; readonly whereNeeded: readonly string[] } {
  const found = (symbolicNames: "always" | "where needed"): readonly string[] => {
    const compiled = compileBicep("main.bicep", { files: filesOf(texts), symbolicNames });
    expect(compiled?.problems).toEqual([]);
    return verdictsOf(compiled?.document ?? { file: "", value: {} }, everyControl, symbolicNames === "always");
  };
  return { always: found("always"), whereNeeded: found("where needed") };
}

test.each(everyRow)("$control.name: $name", (row) => {
  const { always, whereNeeded } = verdicts({ "main.bicep": bicepFile(row) });
  expect(always).toEqual(whereNeeded);
});

const FLEXIBLE = "Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01";
const CONFIGURATION = "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01";
const TLS = "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version";
const RST = "require_secure_transport";
/** Version 11 has no other parameter that a control asks for. */
const server = (symbol: string, name: string): string =>
  `resource ${symbol} '${FLEXIBLE}' = {\n  name: ${name}\n  properties: { version: '11' }\n}\n`;
const lookedUp = (symbol: string, name: string): string => `resource ${symbol} '${FLEXIBLE}' existing = {\n  name: ${name}\n}\n`;
const transport = (value: string, parent = "pg"): string =>
  `resource rst '${CONFIGURATION}' = {\n  parent: ${parent}\n  name: '${RST}'\n  properties: { value: '${value}' }\n}\n`;
const setting = (value: string): string => `param server string\n${lookedUp("pg", "server")}${transport(value)}`;
const deployed = (path: string, given: string, condition = ""): string =>
  `module set '${path}' = ${condition}{\n  name: 'set'\n  params: { ${given} }\n}\n`;

/** Of the control of TLS, without the ones of the tests. */
const ofTls = (all: readonly string[]): string[] => all.filter((line) => line.startsWith(TLS)).map((line) => line.slice(TLS.length + 3));

const SERVER = "microsoft.dbforpostgresql/flexibleservers";
const programs: readonly { readonly name: string; readonly texts: Texts; readonly found: readonly string[] }[] = [
  {
    name: "a parameter that is only looked up sets nothing",
    texts: {
      "main.bicep": `${server("pg", "'pg'")}resource rst '${CONFIGURATION}' existing = { parent: pg, name: '${RST}' }\noutput o string = rst.properties.value`,
    },
    found: [`${SERVER} pg  | unset | error | configurations.${RST} | ${RST}`, `${SERVER} pg  | unset | false`],
  },
  {
    name: "nor does one whose name isn't known",
    texts: {
      "main.bicep":
        `param which string\n${server("pg", "'pg'")}${transport("ON")}` +
        `resource any '${CONFIGURATION}' existing = { parent: pg, name: which }\noutput o string = any.properties.value`,
    },
    found: [`${SERVER} pg  | pass | false`, `${SERVER}/configurations ${RST}  | pass | false`],
  },
  {
    name: "a server that is looked up by a name which isn't known may be the one that is declared",
    texts: {
      "main.bicep": `param other string\n${server("pg", "'pg'")}${deployed("set.bicep", "server: other")}`,
      "set.bicep": setting("ON"),
    },
    found: [
      `${SERVER} pg  | undetermined | false`,
      `${SERVER}/configurations ${RST}  | pass | false`,
      `${SERVER}/configurations ${RST}  | undetermined | warning | parent | `,
    ],
  },
  {
    name: "a wrong value fails for a server that is looked up, whatever its name",
    texts: {
      "main.bicep": `param other string\n${server("pg", "'pg'")}${deployed("set.bicep", "server: other")}`,
      "set.bicep": setting("OFF"),
    },
    found: [
      `${SERVER} pg  | undetermined | false`,
      `${SERVER}/configurations ${RST}  | fail | error | properties.value | `,
      `${SERVER}/configurations ${RST}  | fail | false`,
      `${SERVER}/configurations ${RST}  | undetermined | warning | parent | `,
    ],
  },
  {
    name: "a server that is looked up by another name isn't the one that is declared",
    texts: {
      "main.bicep": `${server("pg", "'pg'")}${deployed("set.bicep", "server: 'other'")}`,
      "set.bicep": setting("ON"),
    },
    found: [
      `${SERVER} pg  | unset | error | configurations.${RST} | ${RST}`,
      `${SERVER} pg  | unset | false`,
      `${SERVER}/configurations ${RST}  | pass | false`,
    ],
  },
  {
    name: "a server that is declared under the condition of what is set for it fails, also beside a declaration under another",
    texts: {
      "main.bicep": [
        "param isNew bool",
        server("a", "'pg'").replace("= {", "= if (!isNew) {"),
        server("pg", "'pg'").replace("= {", "= if (isNew) {"),
        transport("OFF").replace("= {", "= if (isNew) {"),
      ].join("\n"),
    },
    found: [
      `${SERVER} pg  | fail | true`,
      `${SERVER} pg  | undetermined | true`,
      `${SERVER}/configurations ${RST}  | fail | error | properties.value | `,
      `${SERVER}/configurations ${RST}  | fail | true`,
      `${SERVER}/configurations ${RST}  | undetermined | warning | parent | `,
    ],
  },
];

test.each(programs)("$name", ({ texts, found }) => {
  const { always, whereNeeded } = verdicts(texts);
  expect(ofTls(always)).toEqual(found);
  expect(always).toEqual(whereNeeded);
});

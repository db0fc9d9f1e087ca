import { controls } from "../../shared/controls";
import { explain, listControls, listOptions } from "../../shared/command/reference";
import { OptionsError } from "../../shared/engine/options";
import { acceptedOptions } from "../registry";
import { fixtureControls } from "../fixtures/controls";

const two = controls.slice(0, 2);
const [useSsl] = controls;

test.each(["Azure.PostgreSQL.UseSSL", "AZR-000147", "azure-postgresql-use-ssl", "azr-000147"])("explains a control by %s", (name) => {
  const page = explain(name, controls);
  expect(page.split("\n")[0]).toBe(`# ${useSsl.title}`);
  expect(page).not.toContain("<!--");
  for (const fence of ["ts", "python", "yaml", "hcl", "bicep", "json"]) expect(page).toContain(`\`\`\`${fence}\n`);
});

const unknown = [
  { given: "AZR-00147", hint: "Did you mean AZR-000147?" },
  { given: "azure-postgresqll-use-sl", hint: "Did you mean Azure.PostgreSQL.UseSSL or azure-postgresql-use-ssl?" },
  { given: "usessl", hint: "Did you mean Azure.PostgreSQL.UseSSL?" },
  { given: "", hint: "There are Azure.PostgreSQL.UseSSL, " },
  { given: "a\u001b[31m\nb", hint: "There are Azure.PostgreSQL.UseSSL, " },
];

test.each(unknown)("says of $given that it is no control", ({ given, hint }) => {
  const problems = ((): readonly string[] => {
    try {
      return [explain(given, two)];
    } catch (error) {
      if (error instanceof OptionsError) return error.problems;
      throw error;
    }
  })();
  expect(problems).toEqual([expect.stringContaining(`explain: ${JSON.stringify(given)} is no control. ${hint}`)]);
});

test("says where a page is that the package doesn't have", () => {
  const [control] = fixtureControls;
  if (!control) throw new Error("There are no fixtures.");
  expect(() => explain(control.id, fixtureControls)).toThrow(
    `The page of ${control.id} is not in this package. It is at https://github.com/`,
  );
});

test("lists the controls", () => {
  expect(listControls(two, "text").split("\n")).toEqual([
    "control                                                        name                                  severity  applies to",
    "Azure.PostgreSQL.UseSSL                                        azure-postgresql-use-ssl              critical  Microsoft.DBforPostgreSQL/servers",
    "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version  azure-postgresql-flexible-secure-tls  critical  Microsoft.DBforPostgreSQL/flexibleServers",
    "",
  ]);
  const [first] = JSON.parse(listControls(controls, "json")) as Record<string, unknown>[];
  expect(first).toMatchObject({
    id: "Azure.PostgreSQL.UseSSL",
    aliases: ["AZR-000147"],
    severity: "critical",
    appliesTo: "Microsoft.DBforPostgreSQL/servers",
    page: "https://github.com/azure-postgresql-tls/azure-postgresql-tls/blob/main/shared/controls/azure-postgresql-use-ssl.md",
  });
});

test("lists the options", () => {
  const [head = "", ...lines] = listOptions(controls, "text").trimEnd().split("\n");
  expect(head).toMatch(/^option +values +default +meaning$/);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(Object.keys(acceptedOptions));
  const options = JSON.parse(listOptions(controls, "json")) as { name: string; control?: string; accepted: string[]; default: string }[];
  expect(options.find(({ name }) => name === "minimumTlsVersion")).toMatchObject({
    accepted: ["1.2", "1.3"],
    default: "1.2",
    control: "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version",
  });
  expect(options.find(({ name }) => name === "unset")?.control).toBeUndefined();
});

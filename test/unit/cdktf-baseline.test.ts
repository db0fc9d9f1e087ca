/** The baseline that the configuration names, and the report that is asked for, in an app of either library. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check, guard, PostgresqlTlsAspect, type AspectOptions, type OptionsError } from "../../cdktf-aspect/index";
import { WRITE_BASELINE } from "../../shared/configuration/index";
import { inAppFolder } from "../stand-ins/app-folder";
import { libraries, newApp, raw } from "../stand-ins/cdktf-libraries";
import { writeFiles } from "../write-files";

const SSL = "Azure.PostgreSQL.UseSSL";
const CONTINUE = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";
const REPORT = "AZURE_POSTGRESQL_TLS_REPORT";
const folder = inAppFolder();

beforeEach(() => {
  process.env[CONTINUE] = "true";
});
afterEach(() => {
  for (const name of [CONTINUE, WRITE_BASELINE, REPORT]) Reflect.deleteProperty(process.env, name);
});

const entry = (address: string): string =>
  `{"control":"${SSL}","type":"azurerm_postgresql_server","name":"${address}","address":"${address}","armPath":"properties.sslEnforcement","verdict":"unset"}`;
const ofFile = `{"control":"${SSL}","type":"Microsoft.DBforPostgreSQL/servers","name":"a","address":"resources[0]","armPath":"properties.sslEnforcement","verdict":"unset","file":"main.json"}`;
const baseline = (...entries: readonly string[]): string =>
  `{\n  "schemaVersion": 1,\n  "toolVersion": "0.1.0",\n  "accepted": [\n    ${entries.join(",\n    ")}\n  ]\n}\n`;
const configure = (files: Readonly<Record<string, string | object>>, more: object = {}): void => {
  writeFiles(folder(), { "azure-postgresql-tls.json": { baseline: "baseline.json", ...more }, ...files });
};
const written = (name = "baseline.json"): string => readFileSync(join(folder(), name), "utf8");

describe.each(libraries)("$library", ({ lib }) => {
  type App = InstanceType<typeof lib.App>;

  /** An app with single servers that set nothing, by their addresses. */
  function appWith(...addresses: readonly string[]): App {
    const app = newApp(lib);
    const stacks = new Map<string, InstanceType<typeof lib.TerraformStack>>();
    for (const address of addresses) {
      const [stack = "", id = ""] = address.split("/");
      const scope = stacks.get(stack) ?? new lib.TerraformStack(app, stack);
      stacks.set(stack, scope);
      raw(lib, scope, id, "azurerm_postgresql_server", {});
    }
    return app;
  }

  /** What a synthesis under the guard says, without the summary. */
  function told(app: App, options?: AspectOptions): string[] {
    guard(app, options);
    return annotations(app);
  }

  function annotations(app: App): string[] {
    app.synth();
    const all = Object.values(app.manifest.stacks).flatMap(({ annotations: found }) => found);
    return all
      .map(({ constructPath, level, message }) => `${level.replace("@cdktf/", "")} ${constructPath}: ${message}`)
      .filter((line) => !line.includes(" checked: "));
  }

  test("accepts what it has, and nothing else; what is found no more is told", () => {
    configure({ "baseline.json": baseline(ofFile, entry("prod/gone"), entry("prod/old"), entry("other-app/pg")) });
    expect(told(appWith("prod/old", "prod/new", "dev/old"))).toEqual([
      `warn prod: ${SSL} no longer finds this of properties.sslEnforcement, on prod/gone. Remove the entry.`,
      expect.stringMatching(new RegExp(`^info prod/old: .* \\[${SSL}\\] Accepted by the baseline\\.$`)),
      expect.stringMatching(/^error prod\/new: /),
      expect.stringMatching(/^error dev\/old: /),
    ]);
  });

  test("is written by a run that is told to, and keeps what is of others", () => {
    configure({ "baseline.json": baseline(entry("other-app/pg"), entry("prod/gone"), ofFile) });
    process.env[WRITE_BASELINE] = "1";
    expect(told(appWith("prod/pg", "dev/pg")).map((line) => line.split(" ")[0])).toEqual(["info", "info"]);
    expect(written()).toBe(baseline(entry("dev/pg"), entry("other-app/pg"), entry("prod/pg"), ofFile));
    process.env[WRITE_BASELINE] = "0";
    expect(told(appWith("prod/pg", "dev/pg", "dev/new")).filter((line) => !line.startsWith("info"))).toEqual([
      expect.stringMatching(/^error dev\/new: /),
    ]);
  });

  test("accepts nothing of a control that can't be waived, nor is it written for one", () => {
    configure({ "baseline.json": baseline(entry("prod/pg")) }, { controls: { [SSL]: { waivable: false } } });
    expect(told(appWith("prod/pg"))).toEqual([
      `error prod: This entry is refused: ${SSL} can't be waived, as ../azure-postgresql-tls.json:5:19 says. Remove it, and correct what it was for.`,
      expect.stringMatching(/^error prod\/pg: /),
    ]);
    process.env[WRITE_BASELINE] = "true";
    expect(told(appWith("prod/pg"))).toEqual([expect.stringMatching(/^error prod\/pg: /)]);
    expect(JSON.parse(written())).toMatchObject({ accepted: [] });
  });

  test("holds for check, and not without a configuration file", () => {
    configure({ "baseline.json": baseline(entry("prod/pg")) });
    const app = appWith("prod/pg");
    expect(check(app).findings.map(({ accepted }) => accepted)).toEqual([{ by: "baseline" }]);
    expect(check(app, { config: false }).findings.map(({ accepted }) => accepted)).toEqual([undefined]);
  });

  test.each<[string, Readonly<Record<string, string>>, string | undefined, RegExp]>([
    ["that isn't there", {}, undefined, /^\.\.\/baseline\.json can't be read: there is no such file or folder/],
    [
      "that is none",
      { "baseline.json": "{}" },
      undefined,
      /^\.\.\/baseline\.json:1:1: the baseline: found an object; accepted is an object with/,
    ],
    [
      "that is to be written perhaps",
      { "baseline.json": baseline() },
      "yes",
      /^AZURE_POSTGRESQL_TLS_WRITE_BASELINE: found "yes"; accepted are "1", "true"/,
    ],
  ])("one %s is an error", (_, files, setting, problem) => {
    configure(files);
    if (setting !== undefined) process.env[WRITE_BASELINE] = setting;
    expect(() => told(appWith("prod/pg"))).toThrow(expect.objectContaining({ problems: [expect.stringMatching(problem)] }) as Error);
  });

  test("one that is to be written, and that no configuration names, is an error", () => {
    process.env[WRITE_BASELINE] = "1";
    expect(() => told(appWith("prod/pg"))).toThrow(`${WRITE_BASELINE}: found "1"; accepted with "baseline" in the configuration file.`);
  });

  test("one that can't be written is an error of the synthesis", () => {
    configure({}, { baseline: "missing/baseline.json" });
    process.env[WRITE_BASELINE] = "1";
    expect(told(appWith("prod/pg"))).toEqual([
      expect.stringMatching(/^error prod: \.\.\/missing\/baseline\.json can't be written: there is no such file or folder/),
    ]);
  });

  describe("a report", () => {
    const addressesIn = (name: string): string[] =>
      (JSON.parse(written(name)) as { findings: { resource: { address: string } }[] }).findings.map(({ resource }) => resource.address);

    test("has all stacks of the app for the guard", () => {
      expect(told(appWith("prod/pg", "dev/pg"), { report: { format: "json", path: "tls.json" } })).toHaveLength(2);
      expect(addressesIn("app/tls.json")).toEqual(["dev/pg", "prod/pg"]);
      expect(JSON.parse(written("app/tls.json"))).toMatchObject({ files: [{ path: "cdktf.json", kind: "CDKTF app", resources: 2 }] });
    });

    test("has what the aspect was added to", () => {
      const app = appWith("prod/pg", "dev/pg", "test/pg");
      const aspect = new PostgresqlTlsAspect({ report: { format: "json", path: "tls.json" } });
      for (const id of ["prod", "test"]) lib.Aspects.of(app.node.findChild(id)).add(aspect);
      annotations(app);
      expect(addressesIn("app/tls.json")).toEqual(["prod/pg", "test/pg"]);
    });

    test("has what a later stack's aspect changes", () => {
      const app = appWith("dev/pg", "prod/pg");
      const pg = app.node.findChild("prod").node.findChild("pg") as unknown as { addOverride(path: string, value: unknown): void };
      lib.Aspects.of(app.node.findChild("prod")).add({
        visit: () => {
          pg.addOverride("ssl_enforcement_enabled", true);
        },
      });
      told(app, { report: { format: "json", path: "tls.json" } });
      expect(addressesIn("app/tls.json")).toEqual(["dev/pg"]);
    });

    test("is asked for by the environment, which wins; check writes none", () => {
      process.env[REPORT] = "sarif=tls.sarif";
      check(appWith("prod/pg"));
      expect(existsSync("tls.sarif")).toBe(false);
      told(appWith("prod/pg"), { report: { format: "json", path: "tls.json" } });
      expect([existsSync("tls.sarif"), existsSync("tls.json")]).toEqual([true, false]);
    });

    test("that can't be written is an error of the synthesis", () => {
      expect(told(appWith("prod/pg"), { report: { format: "json", path: "missing/tls.json" } })).toContainEqual(
        expect.stringMatching(/^error prod: missing\/tls\.json can't be written: there is no such file or folder/),
      );
    });

    test.each<[unknown, string | undefined, RegExp]>([
      ["sarif", undefined, /^report: found "sarif"; accepted is an object with "format", "path"\.$/],
      [undefined, "sarif", /^AZURE_POSTGRESQL_TLS_REPORT: found "sarif"; accepted are "text", .*, each with =file\.$/],
    ])("%j, and %j of the environment, is refused", (report, setting, problem) => {
      if (setting !== undefined) process.env[REPORT] = setting;
      expect(() => told(appWith("prod/pg"), { report } as AspectOptions)).toThrow(
        expect.objectContaining<Partial<OptionsError>>({ problems: [expect.stringMatching(problem) as string] }) as Error,
      );
    });

    test("isn't for check", () => {
      expect(() => check(appWith("prod/pg"), { report: { format: "json", path: "tls.json" } })).toThrow(
        "report: found a value; check returns the report. Give it to guard or to PostgresqlTlsAspect.",
      );
    });
  });
});

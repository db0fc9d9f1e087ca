import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, guard, OptionsError, PostgresqlTlsAspect, waive, type AspectOptions } from "../../cdktf-aspect/index";
import { inAppFolder } from "../stand-ins/app-folder";
import { libraries, newApp, raw } from "../stand-ins/cdktf-libraries";

const SSL = "Azure.PostgreSQL.UseSSL";
const reason = "The old client speaks no TLS.";
const folder = inAppFolder();

const configure = (content: object, name = "azure-postgresql-tls.json"): void => {
  writeFileSync(join(folder(), name), JSON.stringify(content, undefined, 2));
};

describe.each(libraries)("$library", ({ lib }) => {
  /** Findings of an app with a server that sets nothing in each of two stacks: `address level`. */
  function found(options?: AspectOptions): string[] {
    const app = newApp(lib);
    for (const id of ["prod", "dev"]) raw(lib, new lib.TerraformStack(app, id), "pg", "azurerm_postgresql_server", {});
    const { findings, notices } = check(app, options);
    return [
      ...findings.map(({ resource, level, accepted }) => `${resource.address} ${accepted?.reason ?? level}`),
      ...notices.map(({ level, message }) => `${level}: ${message}`),
    ];
  }

  test("without a file, the defaults hold", () => {
    expect(found()).toEqual(["dev/pg error", "prod/pg error"]);
  });

  test("a file in the folder or above holds, and what is given wins over it", () => {
    configure({ unset: "warn" });
    expect(found()).toEqual(["dev/pg warning", "prod/pg warning"]);
    expect(found({ unset: "error" })).toEqual(["dev/pg error", "prod/pg error"]);
    expect(found({ config: false })).toEqual(["dev/pg error", "prod/pg error"]);
  });

  test("a file can be named", () => {
    configure({ unset: "warn" }, "other.json");
    expect(found({ config: "../other.json" })).toEqual(["dev/pg warning", "prod/pg warning"]);
  });

  test("an override holds for its stacks", () => {
    configure({ unset: "warn", overrides: [{ stacks: ["prod"], unset: "error" }] });
    expect(found()).toEqual(["dev/pg warning", "prod/pg error"]);
  });

  test("a waiver of the file holds, and one that is not used is told once, whichever stacks the overrides are for", () => {
    configure({
      waivers: [
        { control: SSL, resource: "dev/*", reason },
        { control: SSL, resource: "nothing", reason },
      ],
      overrides: [{ stacks: ["prod"], waivers: [{ control: SSL, resource: "**", reason: "Only of this one stack." }] }],
    });
    expect(found()).toEqual([
      `dev/pg ${reason}`,
      "prod/pg Only of this one stack.",
      expect.stringMatching(/^warning: waivers\[1\] is not used: there is no finding of Azure\.PostgreSQL\.UseSSL on "nothing"\./),
    ]);
  });

  test("a control that can't be waived isn't, and the waiver is an error", () => {
    configure({ controls: { [SSL]: { waivable: false } } });
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    waive(raw(lib, stack, "pg", "azurerm_postgresql_server", {}), { control: SSL, reason });
    const { findings, notices } = check(stack);
    expect(findings.map(({ accepted }) => accepted)).toEqual([undefined]);
    expect(notices).toEqual([
      {
        level: "error",
        message: `waive() of stack/pg is refused: ${SSL} can't be waived, as ../azure-postgresql-tls.json:4:19 says. Remove the waiver, and correct what it was for.`,
      },
    ]);
  });

  test("a control that is off is not judged", () => {
    configure({ controls: { [SSL]: false } });
    expect(found()).toEqual([]);
  });

  test("what is wrong with a file is told with what is wrong with the options, at once", () => {
    configure({ unset: "no", minimumTlsVersion: 1 });
    const given = { undetermined: "no" } as never;
    const problems = [
      'undetermined: found "no"; accepted are "error", "warn", "ignore".',
      '../azure-postgresql-tls.json:2:12: unset: found "no"; accepted are "error", "warn", "ignore".',
      '../azure-postgresql-tls.json:3:24: minimumTlsVersion: found 1; accepted are "1.2", "1.3".',
    ];
    const acts: (() => unknown)[] = [
      () => new PostgresqlTlsAspect(given),
      () => {
        guard(newApp(lib), given);
      },
      () => check(newApp(lib), given),
    ];
    for (const act of acts) expect(act).toThrow(new OptionsError(problems));
  });

  test.each([[1], [true], [{}]])("config %j is refused", (config) => {
    expect(() => check(newApp(lib), { config } as never)).toThrow(
      /config: found .*; accepted is the path of a configuration file, or false for none\./,
    );
  });
});

import { Construct } from "constructs";
import { check as checkFiles } from "../../shared/command/check";
import { controls } from "../../shared/controls";
import { defaultLimits } from "../../shared/limits";
import { check, guard, PostgresqlTlsAspect, waive, type OptionsError } from "../../cdktf-aspect/index";
import { defaultOptions } from "../registry";
import { libraries, newApp, raw, type Scope } from "../stand-ins/cdktf-libraries";

const SSL = "Azure.PostgreSQL.UseSSL";
const FINDING = `sslEnforcementEnabled is false; it must be true. Set sslEnforcementEnabled to true.`;
const reason = "The old client speaks no TLS.";
const waiver = { control: SSL, reason };
const WAIVED = `${FINDING} [${SSL}] Waived: ${reason}`;

const CONTINUE = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";

beforeEach(() => {
  process.env[CONTINUE] = "true";
});
afterEach(() => {
  Reflect.deleteProperty(process.env, CONTINUE);
});

describe.each(libraries)("$library", ({ lib }) => {
  type App = InstanceType<typeof lib.App>;
  const server = (scope: Scope, id = "pg", enabled = false): ReturnType<typeof raw> =>
    raw(lib, scope, id, "azurerm_postgresql_server", { ssl_enforcement_enabled: enabled });

  /** `error stack/pg: …` for each annotation. */
  function annotations(app: App): string[] {
    app.synth();
    return Object.values(app.manifest.stacks).flatMap(({ annotations: found }) =>
      found.map(({ constructPath, level, message }) => `${level.replace("@cdktf/", "")} ${constructPath}: ${message}`),
    );
  }

  const none = "1 PostgreSQL server checked: 1 fail. 1 finding is accepted.";

  test.each([
    ["before the guard", [(app: App, pg: Construct) => [pg, app], 0]],
    ["after the guard", [(app: App, pg: Construct) => [pg, app], 1]],
  ] as const)("a waiver %s makes of a finding a line that tells it", (_name, [, when]) => {
    const app = newApp(lib);
    if (when === 1) guard(app);
    const pg = server(new lib.TerraformStack(app, "stack"));
    waive(pg, waiver);
    if (when === 0) guard(app);
    expect(annotations(app)).toEqual([`info stack: ${none}`, `info stack/pg: ${WAIVED}`]);
  });

  test("a waiver is known to an aspect, whichever of them comes first", () => {
    for (const isFirst of [true, false]) {
      const app = newApp(lib);
      const stack = new lib.TerraformStack(app, "stack");
      const pg = server(stack);
      if (isFirst) waive(pg, waiver);
      lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
      if (!isFirst) waive(pg, waiver);
      expect(annotations(app)).toEqual([`info stack: ${none}`, `info stack/pg: ${WAIVED}`]);
    }
  });

  test("a synthesis with nothing but accepted findings succeeds without the command line", () => {
    Reflect.deleteProperty(process.env, CONTINUE);
    const app = newApp(lib);
    guard(app);
    waive(server(new lib.TerraformStack(app, "stack")), waiver);
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  test("a waiver of a construct is for all below it, also for what is added later, and for nothing beside it", () => {
    const app = newApp(lib);
    guard(app);
    const stack = new lib.TerraformStack(app, "stack");
    const net = new Construct(stack, "net");
    waive(net, { ...waiver, until: "2999-12-31", owner: "payments" });
    server(new Construct(net, "inner"));
    server(stack, "network");
    expect(annotations(app)).toEqual([
      "info stack: 2 PostgreSQL servers checked: 2 fail. 1 finding is accepted.",
      `info stack/net/inner/pg: ${FINDING} [${SSL}] Waived until 2999-12-31, owner payments: ${reason}`,
      `error stack/network: ${FINDING} [${SSL}]`,
    ]);
  });

  test("a waiver of a stack is for all in it, also in stacks below it, and for no other stack", () => {
    const app = newApp(lib);
    guard(app);
    const outer = new lib.TerraformStack(app, "outer");
    waive(outer, { ...waiver, control: "*" });
    server(new lib.TerraformStack(outer, "inner"));
    server(new lib.TerraformStack(app, "other"));
    expect(annotations(app).filter((line) => line.includes(FINDING))).toEqual([
      `info outer/inner/pg: ${WAIVED}`,
      `error other/pg: ${FINDING} [${SSL}]`,
    ]);
  });

  test("several waivers of one stack all hold", () => {
    const app = newApp(lib);
    guard(app);
    const stack = new lib.TerraformStack(app, "stack");
    for (const id of ["a", "b"]) waive(server(stack, id), waiver);
    expect(annotations(app).slice(1)).toEqual([`info stack/a: ${WAIVED}`, `info stack/b: ${WAIVED}`]);
  });

  test('an override of the resource\'s own "//" is a waiver, too', () => {
    const app = newApp(lib);
    guard(app);
    server(new lib.TerraformStack(app, "stack")).addOverride("//.azure-postgresql-tls", { waivers: [waiver] });
    expect(annotations(app)).toEqual([`info stack: ${none}`, `info stack/pg: ${WAIVED}`]);
  });

  test("one that has expired holds no longer, and is told with the finding", () => {
    const app = newApp(lib);
    guard(app);
    waive(server(new lib.TerraformStack(app, "stack")), { ...waiver, until: "2020-01-31" });
    expect(annotations(app)).toEqual([
      "info stack: 1 PostgreSQL server checked: 1 fail.",
      `error stack/pg: ${FINDING} A waiver of it expired on 2020-01-31. [${SSL}]`,
    ]);
  });

  test("one that is renewed holds beside the one that has expired", () => {
    const app = newApp(lib);
    guard(app);
    const pg = server(new lib.TerraformStack(app, "stack"));
    waive(pg, { ...waiver, until: "2020-01-31" });
    waive(pg, { ...waiver, until: "2999-12-31" });
    expect(annotations(app)[1]).toBe(`info stack/pg: ${FINDING} [${SSL}] Waived until 2999-12-31: ${reason}`);
  });

  test("one that is not used is a warning, once for the app", () => {
    const app = newApp(lib);
    guard(app);
    const [stack] = ["one", "two"].map((id) => new lib.TerraformStack(app, id));
    if (stack) waive(server(stack, "pg", true), waiver);
    expect(annotations(app)).toEqual([
      "info one: 1 PostgreSQL server checked: 1 pass.",
      `warn one: waive() of one/pg is not used: there is no finding of ${SSL} on what it stands beside. Remove the waiver.`,
    ]);
  });

  test("one of a construct without any server below it is a warning, too", () => {
    const app = newApp(lib);
    guard(app);
    const stack = new lib.TerraformStack(app, "stack");
    waive(new Construct(stack, "net"), waiver);
    expect(annotations(app)).toEqual([
      "info stack: No PostgreSQL servers to check.",
      `warn stack: waive() of stack/net is not used: there is no finding of ${SSL} on what it stands beside. Remove the waiver.`,
    ]);
  });

  test("one that is malformed in an override is an error", () => {
    const app = newApp(lib);
    guard(app);
    server(new lib.TerraformStack(app, "stack")).addOverride("//.azure-postgresql-tls", { waivers: [{ ...waiver, reason: "short" }] });
    expect(annotations(app).slice(1)).toEqual([
      `error stack: stack/pg: "//"["azure-postgresql-tls"].waivers[0].reason: found "short"; accepted is a text of at least 10 characters that says why.`,
      `error stack/pg: ${FINDING} [${SSL}]`,
    ]);
  });

  test("two syntheses tell the same", () => {
    const app = newApp(lib);
    guard(app);
    waive(server(new lib.TerraformStack(app, "stack")), waiver);
    expect(annotations(app)).toEqual(annotations(app));
  });

  test("waivers among the options name constructs by globs", () => {
    const app = newApp(lib);
    guard(app, {
      waivers: [
        { ...waiver, resource: "stack/legacy*" },
        { ...waiver, resource: "stack/nothing" },
      ],
    });
    const stack = new lib.TerraformStack(app, "stack");
    for (const id of ["legacy-a", "new"]) server(stack, id);
    expect(annotations(app)).toEqual([
      "info stack: 2 PostgreSQL servers checked: 2 fail. 1 finding is accepted.",
      expect.stringMatching(
        /^warn stack: waivers\[1\] is not used: there is no finding of Azure\.PostgreSQL\.UseSSL on "stack\/nothing"\./,
      ),
      `info stack/legacy-a: ${WAIVED}`,
      `error stack/new: ${FINDING} [${SSL}]`,
    ]);
  });

  test("where one aspect accepts a finding and another one doesn't, it is an error", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    server(stack);
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect({ waivers: [{ ...waiver, resource: "**" }] }));
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    expect(annotations(app).slice(1)).toEqual([`error stack/pg: ${FINDING} [${SSL}]`]);
  });

  test("check tells what is accepted, and why", () => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    waive(server(stack), { ...waiver, until: "2999-12-31", owner: "payments" });
    server(stack, "right", true);
    const { findings, results, notices } = check(stack);
    expect(findings.map(({ resource, level, accepted }) => ({ at: resource.address, level, accepted }))).toEqual([
      { at: "stack/pg", level: "error", accepted: { by: "waiver", reason, until: "2999-12-31", owner: "payments" } },
    ]);
    expect(results.map(({ resource, verdict }) => `${resource.address} ${verdict}`)).toEqual(["stack/pg fail", "stack/right pass"]);
    expect(notices).toEqual([]);
  });

  test("the file that is written holds waivers, so that a check of it knows them", () => {
    const app = newApp(lib);
    const stack = new lib.TerraformStack(app, "stack");
    const net = new Construct(stack, "net");
    waive(net, waiver);
    server(net);
    server(stack, "other");
    app.synth();
    const { findings, notices } = checkFiles({ paths: ["."], cwd: app.outdir, controls, options: defaultOptions, limits: defaultLimits });
    expect(findings.map(({ resource, accepted }) => `${resource.address} ${String(accepted?.reason)}`)).toEqual([
      `stack/net/pg ${reason}`,
      "stack/other undefined",
    ]);
    expect(notices).toEqual([]);
  });

  test.each([
    ["an app", (app: App): Construct => app, "an app"],
    ["a construct outside of stacks", (app: App): Construct => new Construct(app, "group"), "the construct group"],
    ["nothing", () => undefined as unknown as Construct, "a value of type undefined"],
  ])("%s can't be waived, and what can is said", (_name, of, found) => {
    const app = newApp(lib);
    expect(() => {
      waive(of(app), waiver);
    }).toThrow(
      new TypeError(
        `waive: found ${found}; wanted is a stack, or a construct in one. A waiver for all stacks is written in the configuration.`,
      ),
    );
  });

  test("a malformed waiver throws at once, and names everything that is wrong", () => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    const malformed = { control: "Azure.PostgreSQL.UseSsl2", reason: "short", until: "tomorrow", resource: "*" };
    const problems = [
      'waive() of stack.resource: found an unknown key; accepted is one of "control", "reason", "until", "owner".',
      expect.stringMatching(
        /^waive\(\) of stack\.control: found "Azure\.PostgreSQL\.UseSsl2"; accepted is one of "Azure\.PostgreSQL\.UseSSL", /,
      ),
      'waive() of stack.reason: found "short"; accepted is a text of at least 10 characters that says why.',
      'waive() of stack.until: found "tomorrow"; accepted is the last day on which it holds, such as "2027-01-31".',
    ];
    expect.assertions(2);
    try {
      waive(stack, malformed);
    } catch (error) {
      expect((error as OptionsError).problems).toEqual(problems);
    }
    expect(stack.toTerraform()).not.toHaveProperty(["//", "azure-postgresql-tls"]);
  });
});

test("malformed waivers among the options are told with what else is wrong with these", () => {
  const wrong = { unset: "no", waivers: [{ control: SSL, reason }] };
  expect(() => {
    check({} as never, wrong as never);
  }).toThrow(
    'unset: found "no"; accepted are "error", "warn", "ignore". waivers[0].resource: found nothing; accepted is the address or name of a resource, or a glob over it, such as "legacy-*".',
  );
  expect(() => {
    check({} as never, { waivers: "all" } as never);
  }).toThrow('waivers: found "all"; accepted is an array.');
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Construct } from "constructs";
import { check, guard, PostgresqlTlsAspect } from "../../cdktf-aspect/index";
import { libraries, newApp, raw } from "../stand-ins/cdktf-libraries";

const SERVER = "azurerm_postgresql_server";
const WRONG = "sslEnforcementEnabled is false; it must be true. Set sslEnforcementEnabled to true.";
const SSL = "Azure.PostgreSQL.UseSSL";
const ANNOTATED = `${WRONG} [${SSL}]`;
const UNSET = "sslEnforcementEnabled is not set; it must be true. Set sslEnforcementEnabled to true.";

const CONTINUE = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS";

/** As the libraries' own annotations: on which construct, of which type, saying what. */
interface Annotation {
  readonly constructPath: string;
  readonly level: string;
  readonly message: string;
}

describe.each(libraries)("$library", ({ library, lib }) => {
  type App = InstanceType<typeof lib.App>;
  type Stack = InstanceType<typeof lib.TerraformStack>;
  const stackOf = (app: App, id = "stack"): Stack => new lib.TerraformStack(app, id);
  const server = (stack: Stack, id = "pg", args: Record<string, unknown> = { ssl_enforcement_enabled: false }): ReturnType<typeof raw> =>
    raw(lib, stack, id, SERVER, args);

  // As the command line sets it: annotations of level error are collected, not thrown.
  beforeEach(() => {
    process.env[CONTINUE] = "true";
  });
  afterEach(() => {
    Reflect.deleteProperty(process.env, CONTINUE);
  });

  function allAnnotations(app: App): Annotation[] {
    app.synth();
    return Object.values(app.manifest.stacks).flatMap(({ annotations: found }) =>
      found.map(({ constructPath, level, message }) => ({ constructPath, level, message })),
    );
  }

  /** Without what says how many servers were checked. */
  function annotations(app: App): Annotation[] {
    return allAnnotations(app).filter(({ level }) => level !== "@cdktf/info");
  }

  const info = (message: string, constructPath = "stack"): Annotation => ({ constructPath, level: "@cdktf/info", message });

  const error = (constructPath = "stack/pg", message = ANNOTATED): Annotation => ({ constructPath, level: "@cdktf/error", message });

  test("on a stack", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack);
    server(stack, "right", { ssl_enforcement_enabled: true });
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    expect(annotations(app)).toEqual([error()]);
  });

  test("an error annotation fails a synthesis without the command line", () => {
    Reflect.deleteProperty(process.env, CONTINUE);
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack);
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    expect(() => {
      app.synth();
    }).toThrow(WRONG);
  });

  test("a warning doesn't", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack, "pg", {});
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect({ unset: "warn" }));
    app.synth();
    expect(annotations(app)).toEqual([{ constructPath: "stack/pg", level: "@cdktf/warn", message: `${UNSET} [${SSL}]` }]);
  });

  test("the annotation has no stack trace of ours", () => {
    const app = newApp(lib, { stackTraces: true });
    const stack = stackOf(app);
    const pg = server(stack);
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    annotations(app);
    expect(pg.node.metadata.filter(({ type }) => type === "@cdktf/error").map(({ trace }) => trace)).toEqual([undefined]);
  });

  test("on a construct in a stack: only what is below it is reported, joined with the whole stack", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack, "outside");
    const inner = server(stack, "inner");
    lib.Aspects.of(inner).add(new PostgresqlTlsAspect());
    expect(annotations(app)).toEqual([error("stack/inner")]);
  });

  test("on two stacks, the same aspect", () => {
    const app = newApp(lib);
    const aspect = new PostgresqlTlsAspect();
    for (const id of ["one", "two"]) {
      const stack = stackOf(app, id);
      server(stack);
      lib.Aspects.of(stack).add(aspect);
    }
    expect(annotations(app)).toEqual([error("one/pg"), error("two/pg")]);
  });

  test.each([
    ["the same aspect twice", (aspect: PostgresqlTlsAspect) => [aspect, aspect]],
    ["two aspects", (aspect: PostgresqlTlsAspect) => [aspect, new PostgresqlTlsAspect()]],
  ])("%s report once", (_name, aspects) => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack);
    for (const aspect of aspects(new PostgresqlTlsAspect())) lib.Aspects.of(stack).add(aspect);
    expect(annotations(app)).toEqual([error()]);
  });

  test("two syntheses report once", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack);
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    annotations(app);
    expect(annotations(app)).toEqual([error()]);
  });

  test("what another aspect changes afterwards is what counts", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    const pg = server(stack, "pg", { ssl_enforcement_enabled: true });
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    lib.Aspects.of(pg).add({
      visit(construct) {
        if (construct === pg) pg.addOverride("ssl_enforcement_enabled", false);
      },
    });
    expect(annotations(app)).toEqual([error()]);
  });

  test("an override on the stack is what counts, also of a resource that only it declares", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack, "pg", { ssl_enforcement_enabled: true });
    stack.addOverride(`resource.${SERVER}.pg.ssl_enforcement_enabled`, false);
    for (const id of ["hidden", "other"]) stack.addOverride(`resource.${SERVER}.${id}`, { ssl_enforcement_enabled: false });
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    const told = (id: string): object => ({ ...error("stack"), message: `azurerm_postgresql_server.${id}: ${error().message}` });
    expect(annotations(app)).toEqual([told("hidden"), told("other"), error()]);
    expect(check(stack).findings.map(({ resource }) => resource.address)).toEqual([
      "stack/azurerm_postgresql_server.hidden",
      "stack/azurerm_postgresql_server.other",
      "stack/pg",
    ]);
  });

  test("a nested stack is reported by the aspect of the stack around it", () => {
    const app = newApp(lib);
    const outer = stackOf(app);
    const inner = new lib.TerraformStack(outer, "inner");
    server(inner);
    lib.Aspects.of(outer).add(new PostgresqlTlsAspect());
    expect(annotations(app)).toEqual([error("stack/inner/pg")]);
  });

  test("guard reports a nested stack once", () => {
    const app = newApp(lib);
    const outer = stackOf(app);
    server(outer);
    server(new lib.TerraformStack(outer, "inner"));
    guard(app);
    expect(annotations(app)).toEqual([error(), error("stack/inner/pg")]);
  });

  test("a synthesis to HCL is judged like one to JSON", () => {
    process.env["SYNTH_HCL_OUTPUT"] = "true";
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack);
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    const found = annotations(app);
    Reflect.deleteProperty(process.env, "SYNTH_HCL_OUTPUT");
    expect(found).toEqual([error()]);
  });

  test("guard covers every stack, also those that are added after it", () => {
    const app = newApp(lib);
    guard(app);
    guard(app);
    for (const id of ["one", "two"]) server(stackOf(app, id));
    expect(annotations(app)).toEqual([error("one/pg"), error("two/pg")]);
  });

  test("guard joins a parameter in one stack with its server in another", () => {
    const app = newApp(lib);
    const [servers, parameters] = [stackOf(app, "servers"), stackOf(app, "parameters")];
    const pg = raw(lib, servers, "pg", "azurerm_postgresql_flexible_server", { name: "pg" });
    for (const [name, value] of Object.entries({ require_secure_transport: "ON", ssl_min_protocol_version: "TLSv1.2" })) {
      raw(lib, parameters, name, "azurerm_postgresql_flexible_server_configuration", {
        name,
        value,
        server_id: pg.getStringAttribute("id"),
      });
    }
    guard(app);
    expect(annotations(app)).toEqual([]);
    expect(check(app).results.map(({ resource, verdict }) => `${resource.address} ${verdict}`)).toEqual([
      "parameters/require_secure_transport pass",
      "parameters/ssl_min_protocol_version pass",
      "servers/pg pass",
    ]);
  });

  test("skipValidation skips the aspect; check works all the same", () => {
    const app = newApp(lib, { skipValidation: true });
    const stack = stackOf(app);
    server(stack);
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    const before = check(app).findings.map(({ message }) => message);
    expect(before).toEqual([WRONG]);
  });

  test("Testing.synth with validations runs the aspect, and check gives the report", () => {
    const stack = stackOf(newApp(lib));
    const pg = server(stack);
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    lib.Testing.synth(stack, true);
    expect(pg.node.metadata.map(({ type }) => type)).toContain("@cdktf/error");
    const resource = { name: "stack/pg", nativeType: SERVER, address: "stack/pg", declaration: "stack/pg" };
    const proposed = { argument: "sslEnforcementEnabled", path: ["ssl_enforcement_enabled"], value: true };
    expect(check(stack)).toEqual({
      findings: [
        { control: SSL, resource, verdict: "fail", level: "error", message: WRONG, armPath: "properties.sslEnforcement", proposed },
      ],
      unread: [],
      results: [{ control: SSL, resource, verdict: "fail", conditional: false }],
      internalErrors: [],
      notices: [],
    });
  });

  test("check changes nothing in what is written", () => {
    const stack = stackOf(newApp(lib));
    server(stack);
    raw(lib, stack, "other", "azurerm_storage_account", { name: "other" });
    const before = lib.Testing.synth(stack);
    check(stack);
    expect(lib.Testing.synth(stack)).toBe(before);
  });

  test("check of a construct is about that construct", () => {
    const stack = stackOf(newApp(lib));
    server(stack, "other");
    expect(check(server(stack)).findings.map(({ resource }) => resource.address)).toEqual(["stack/pg"]);
  });

  test("check of a construct is not about one whose path only begins like its own", () => {
    const stack = stackOf(newApp(lib));
    const short = new Construct(stack, "a");
    const long = new Construct(stack, "ab");
    for (const scope of [short, long]) raw(lib, scope, "pg", SERVER, { ssl_enforcement_enabled: false });
    const { findings, results } = check(short);
    expect([...findings, ...results].map(({ resource }) => resource.address)).toEqual(["stack/a/pg", "stack/a/pg"]);
  });

  test("resources of another copy of the library are read like its own", () => {
    let other = lib;
    jest.isolateModules(() => {
      other = jest.requireActual<typeof lib>(library);
    });
    expect(other.TerraformResource).not.toBe(lib.TerraformResource);
    const app = newApp(lib);
    const stack = stackOf(app);
    raw(other, stack, "pg", SERVER, { ssl_enforcement_enabled: false });
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    expect(annotations(app)).toEqual([error()]);
  });

  test("an error of the program's own is told, and not hidden", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack, "pg", {
      name: lib.Lazy.stringValue({
        produce: () => {
          throw new Error("the author's own");
        },
      }),
    });
    guard(app);
    expect(() => {
      app.synth();
    }).toThrow("the author's own");
  });

  test.each([
    [
      "text in place of resources",
      (stack: Stack) => {
        stack.addOverride("resource", "none");
      },
    ],
    [
      "text in place of a type's resources",
      (stack: Stack) => {
        stack.addOverride(`resource.${SERVER}`, "none");
      },
    ],
    [
      "text in place of a resource",
      (stack: Stack) => {
        stack.addOverride(`resource.${SERVER}.pg`, "none");
      },
    ],
    [
      "nothing in place of modules",
      (stack: Stack) => {
        stack.addOverride("module", null);
      },
    ],
    [
      "text in place of locals and variables",
      (stack: Stack) => {
        stack.addOverride("locals", "none");
        stack.addOverride("variable", []);
      },
    ],
    [
      "names that every object has",
      (stack: Stack) => {
        stack.addOverride("resource.constructor.toString", { name: "${var.constructor}" });
      },
    ],
    [
      "a module without a source",
      (stack: Stack) => {
        stack.addOverride("module.m", {});
      },
    ],
  ])("an override with %s is not an exception", (_name, override) => {
    const stack = stackOf(newApp(lib));
    raw(lib, stack, "rst", "azurerm_postgresql_flexible_server_configuration", {
      name: "require_secure_transport",
      value: "${local.a}${var.b}",
      server_id: "${nothing.at.all.id}",
    });
    override(stack);
    expect(() => check(stack)).not.toThrow();
  });

  test("a line says how many servers were checked, and what came of it", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    server(stack);
    server(stack, "right", { ssl_enforcement_enabled: true });
    lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
    expect(allAnnotations(app)).toContainEqual(info("2 PostgreSQL servers checked: 1 pass, 1 fail."));
  });

  test.each([
    [
      "the aspect",
      (_app: App, stack: Stack) => {
        lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
      },
    ],
    [
      "guard",
      (app: App) => {
        guard(app);
      },
    ],
  ])("%s says so where there is no server", (_name, add) => {
    const app = newApp(lib);
    add(app, stackOf(app));
    expect(allAnnotations(app)).toEqual([info("No PostgreSQL servers to check.")]);
  });

  test("a message names the instance of a construct that stands for several", () => {
    const app = newApp(lib);
    server(stackOf(app), "pg", { for_each: { a: true, b: false }, ssl_enforcement_enabled: "${each.value}" });
    guard(app);
    expect(annotations(app)).toEqual([error("stack/pg", `pg["b"]: ${ANNOTATED}`)]);
  });

  test("a guard with other options than the one before is refused", () => {
    const app = newApp(lib);
    guard(app, { unset: "warn" });
    expect(() => {
      guard(app, { unset: "warn" });
    }).not.toThrow();
    expect(() => {
      guard(app);
    }).toThrow("guard: the app has a guard already");
  });

  test.each([["unset" as const, UNSET]])(
    "guard and an aspect on the same stack say each thing once, as the stricter has it",
    (option, message) => {
      for (const [first, second] of [
        ["warn", "error"],
        ["error", "warn"],
      ] as const) {
        const app = newApp(lib);
        const stack = stackOf(app);
        server(stack, "pg", {});
        guard(app, { [option]: first });
        lib.Aspects.of(stack).add(new PostgresqlTlsAspect({ [option]: second }));
        expect(annotations(app)).toEqual([error("stack/pg", `${message} [${SSL}]`)]);
      }
    },
  );

  test("what is no app, and no construct, is refused in words", () => {
    const stack = stackOf(newApp(lib));
    expect(() => {
      guard(stack as never);
    }).toThrow("guard: found the construct stack; wanted is the app, as in guard(app).");
    expect(() => {
      guard(undefined as never);
    }).toThrow("guard: found a value of type undefined; wanted is the app");
    expect(() => check("stack" as never)).toThrow("check: found a value of type string; wanted is the app, a stack or another construct.");
  });

  test("an author's lazy value sees the tree that is written", () => {
    const app = newApp(lib);
    const stack = stackOf(app);
    const count = (): number => stack.node.findAll().length;
    const all = { count: 0 };
    server(stack, "pg", { ssl_enforcement_enabled: lib.Lazy.anyValue({ produce: () => count() !== all.count }) });
    raw(lib, stack, "other", "azurerm_storage_account", { name: "other" });
    all.count = count();
    expect(check(stack).findings.map(({ message }) => message)).toEqual([WRONG]);
    guard(app);
    app.synth();
    expect(JSON.parse(readFileSync(join(app.outdir, "stacks/stack/cdk.tf.json"), "utf8"))).toMatchObject({
      resource: { [SERVER]: { pg: { ssl_enforcement_enabled: expect.any(Boolean) as boolean } } },
    });
  });

  describe("stacks that refer to each other, before they are prepared", () => {
    const FLEXIBLE = "azurerm_postgresql_flexible_server";
    function build(): { readonly app: App; readonly servers: Stack; readonly parameters: Stack } {
      const app = newApp(lib);
      const [servers, parameters] = [stackOf(app, "servers"), stackOf(app, "parameters")];
      const pg = raw(lib, servers, "pg", FLEXIBLE, { name: "pg", version: "11" });
      // Of the same name in its own stack, which is another server.
      raw(lib, parameters, "pg", FLEXIBLE, { name: "other", version: "11" });
      raw(lib, parameters, "rst", `${FLEXIBLE}_configuration`, {
        name: "require_secure_transport",
        value: "ON",
        server_id: pg.getStringAttribute("id"),
      });
      return { app, servers, parameters };
    }
    const verdicts = (scope: App | Stack): string[] =>
      check(scope).results.map(({ resource, verdict }) => `${resource.address} ${verdict}`);

    test("check of the app, before and after a synthesis", () => {
      const { app } = build();
      const expected = ["parameters/pg unset", "parameters/rst pass", "servers/pg pass"];
      expect(verdicts(app)).toEqual(expected);
      app.synth();
      expect(verdicts(app)).toEqual(expected);
    });

    test("check of a stack", () => {
      const { servers, parameters } = build();
      expect(verdicts(servers)).toEqual(["servers/pg pass"]);
      expect(verdicts(parameters)).toEqual(["parameters/pg unset", "parameters/rst pass"]);
    });

    test("what is written is the same whether it was checked or not", () => {
      const written = (isChecked: boolean): unknown[] => {
        const { app } = build();
        if (isChecked) check(app);
        app.synth();
        return ["servers", "parameters"].map(
          (id) => JSON.parse(readFileSync(join(app.outdir, `stacks/${id}/cdk.tf.json`), "utf8")) as unknown,
        );
      };
      const plain = (stacks: unknown[]): string =>
        JSON.stringify(stacks).replace(/[^"]*(?:terraform\.[^"]*\.tfstate|workspace_dir[^,]*)/g, "");
      expect(plain(written(true))).toBe(plain(written(false)));
    });

    test("an aspect on either stack judges both as one program", () => {
      const { app, servers, parameters } = build();
      for (const stack of [servers, parameters]) lib.Aspects.of(stack).add(new PostgresqlTlsAspect());
      expect(annotations(app).map(({ constructPath }) => constructPath)).toEqual(["parameters/pg"]);
    });
  });

  test("what an aspect of a later stack changes there counts in its turn", () => {
    const app = newApp(lib);
    const [one, two] = [stackOf(app, "one"), stackOf(app, "two")];
    server(one, "pg", { ssl_enforcement_enabled: true });
    const late = server(two, "pg", { ssl_enforcement_enabled: true });
    guard(app);
    lib.Aspects.of(two).add({
      visit(construct) {
        if (construct === late) late.addOverride("ssl_enforcement_enabled", false);
      },
    });
    expect(annotations(app)).toEqual([error("two/pg")]);
  });

  test("a second synthesis judges what has changed since the first", () => {
    const app = newApp(lib);
    const pg = server(stackOf(app), "pg", { ssl_enforcement_enabled: true });
    guard(app);
    expect(annotations(app)).toEqual([]);
    pg.addOverride("ssl_enforcement_enabled", false);
    expect(annotations(app)).toEqual([error()]);
  });

  test("wrong options are refused at once", () => {
    expect(() => new PostgresqlTlsAspect({ unset: "never" as never })).toThrow(
      'unset: found "never"; accepted are "error", "warn", "ignore".',
    );
    expect(() => {
      guard(newApp(lib), { strict: true } as never);
    }).toThrow("strict: found an unknown option");
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { guard, PostgresqlTlsAspect } from "../../cdktf-aspect/index";
import { objectIn } from "../../shared/terraform/json";
import { libraries, newApp, raw } from "../stand-ins/cdktf-libraries";

const SINGLE = "azurerm_postgresql_server";
const SERVER = "azurerm_postgresql_flexible_server";
const PARAMETER = "azurerm_postgresql_flexible_server_configuration";
const WRONG = "sslEnforcementEnabled is false; it must be true. Set sslEnforcementEnabled to true. [Azure.PostgreSQL.UseSSL]";
const ERROR: readonly string[] = ["@cdktf/error"];
const OFF = { ssl_enforcement_enabled: false };

/** An ARM template with a server that is wrong. */
const TEMPLATE = JSON.stringify({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  resources: [
    {
      type: "Microsoft.DBforPostgreSQL/servers",
      apiVersion: "2017-12-01",
      name: "pg",
      properties: { sslEnforcement: "Disabled" },
    },
  ],
});

beforeEach(() => {
  process.env["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"] = "true";
});

afterEach(() => {
  Reflect.deleteProperty(process.env, "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS");
});

describe.each(libraries)("$library", ({ lib }) => {
  type App = InstanceType<typeof lib.App>;
  type Stack = InstanceType<typeof lib.TerraformStack>;

  /** An app with two stacks that declare nothing of PostgreSQL. */
  function build(): { readonly app: App; readonly one: Stack; readonly two: Stack } {
    const app = newApp(lib);
    const [one, two] = ["one", "two"].map((id) => new lib.TerraformStack(app, id)) as [Stack, Stack];
    for (const stack of [one, two]) raw(lib, stack, "other", "azurerm_storage_account", { name: "other" });
    guard(app);
    return { app, one, two };
  }

  function errors(app: App): string[] {
    app.synth();
    return Object.values(app.manifest.stacks).flatMap(({ annotations }) =>
      annotations.filter(({ level }) => ERROR.includes(level)).map(({ constructPath, message }) => `${constructPath}: ${message}`),
    );
  }

  function enforcingServer(stack: Stack): InstanceType<typeof lib.TerraformResource> {
    return raw(lib, stack, "pg", SINGLE, { ssl_enforcement_enabled: true });
  }

  /** Whether the server `pg` enforces SSL, as the file of a stack says. */
  function written(app: App, stack: string): unknown {
    const file = app.manifest.stacks[stack]?.synthesizedStackPath ?? "";
    const json: unknown = JSON.parse(readFileSync(join(app.outdir, file), "utf8"));
    return objectIn(objectIn(objectIn(json, "resource"), SINGLE), "pg")?.["ssl_enforcement_enabled"];
  }

  /** Does something when an aspect of a stack visits it. */
  function whenVisited(stack: Stack, act: () => void): void {
    lib.Aspects.of(stack).add({
      visit(construct) {
        if (construct === stack) act();
      },
    });
  }

  /** Ways for a server to come to be in a stack in which no resource is of a PostgreSQL type when the synthesis begins. */
  const hidden: readonly (readonly [name: string, hide: (stack: Stack) => void, found: string])[] = [
    [
      "an aspect adds it",
      (stack) => {
        whenVisited(stack, () => raw(lib, stack, "pg", SINGLE, OFF));
      },
      `two/pg: ${WRONG}`,
    ],
    [
      "an override of the stack",
      (stack) => {
        stack.addOverride(`resource.${SINGLE}.pg`, OFF);
      },
      `two: ${WRONG}`,
    ],
    [
      "an override that an aspect makes",
      (stack) => {
        whenVisited(stack, () => {
          stack.addOverride(`resource.${SINGLE}.pg`, OFF);
        });
      },
      `two: ${WRONG}`,
    ],
    [
      "an override of all resources at once",
      (stack) => {
        stack.addOverride("resource", { [SINGLE]: { pg: OFF } });
      },
      `two: ${WRONG}`,
    ],
    [
      "a stack that writes more than it holds",
      (stack) => {
        const written = stack.toTerraform.bind(stack);
        stack.toTerraform = () => ({ ...(written() as object), resource: { [SINGLE]: { pg: OFF } } });
      },
      `two: ${WRONG}`,
    ],
    [
      "an element of the author's own kind",
      (stack) => {
        class Own extends lib.TerraformElement {
          override toTerraform(): object {
            return { resource: { [SINGLE]: { pg: OFF } } };
          }
        }
        new Own(stack, "own");
      },
      `two: ${WRONG}`,
    ],
    [
      "an output that writes more than outputs do",
      (stack) => {
        class Own extends lib.TerraformOutput {
          override toTerraform(): object {
            return { resource: { [SINGLE]: { pg: OFF } } };
          }
        }
        new Own(stack, "own", { value: "x" });
      },
      `two: ${WRONG}`,
    ],
    [
      "a resource that is given another type",
      (stack) => {
        const resource = raw(lib, stack, "pg", "azurerm_storage_account", OFF);
        whenVisited(stack, () => {
          (resource as { terraformResourceType: string }).terraformResourceType = SINGLE;
        });
      },
      `two/pg: ${WRONG}`,
    ],
    [
      "a template",
      (stack) => {
        raw(lib, stack, "deploy", "azurerm_resource_group_template_deployment", { name: "deploy", template_content: TEMPLATE });
      },
      "two/deploy: templateContent.resources[0]: properties.sslEnforcement is Disabled; it must be Enabled. Set properties.sslEnforcement to Enabled. [Azure.PostgreSQL.UseSSL]",
    ],
    [
      "azapi",
      (stack) => {
        const body = { properties: { sslEnforcement: "Disabled" } };
        raw(lib, stack, "any", "azapi_resource", { type: "Microsoft.DBforPostgreSQL/servers@2017-12-01", name: "pg", body });
      },
      "two/any: body.properties.sslEnforcement is Disabled; it must be Enabled. Set body.properties.sslEnforcement to Enabled. [Azure.PostgreSQL.UseSSL]",
    ],
  ];

  test.each(hidden)("a wrong server in a stack without any: %s", (_name, hide, found) => {
    const { app, two } = build();
    hide(two);
    expect(errors(app)).toEqual([found]);
  });

  test("a wrong server in a stack without any, by a module", () => {
    const { app, two } = build();
    new lib.TerraformHclModule(two, "pg", {
      source: "Azure/avm-res-dbforpostgresql-flexibleserver/azurerm",
      variables: { name: "pg", server_version: "11", server_configuration: { a: { name: "require_secure_transport", config: "off" } } },
    });
    expect(errors(app)).toEqual([expect.stringMatching(/^two\/pg: .*require_secure_transport is off; it must be ON\./)]);
  });

  describe("a value that a stack without servers gives", () => {
    const values: readonly (readonly [name: string, valueIn: (stack: Stack) => string])[] = [
      ["a variable's default", (stack) => new lib.TerraformVariable(stack, "transport", { default: "OFF" }).stringValue],
      ["a local", (stack) => new lib.TerraformLocal(stack, "transport", "OFF").asString],
      [
        "an argument of a resource that isn't read",
        (stack) => raw(lib, stack, "off", "terraform_data", { input: "OFF" }).getStringAttribute("input"),
      ],
    ];

    test.each(values)("%s", (_name, valueIn) => {
      const { app, one, two } = build();
      const pg = raw(lib, one, "pg", SERVER, { name: "pg", version: "11" });
      const server_id = pg.getStringAttribute("id");
      raw(lib, one, "rst", PARAMETER, { name: "require_secure_transport", value: valueIn(two), server_id });
      expect(errors(app)).toEqual([expect.stringMatching(/^one\/rst: require_secure_transport is OFF; it must be ON\./)]);
    });
  });

  test("a stack without servers is rendered by the library alone", () => {
    const { app, one, two } = build();
    raw(lib, one, "pg", SINGLE, OFF);
    new lib.TerraformVariable(two, "unused", { default: "x" });
    new lib.TerraformOutput(two, "told", { value: "x" });
    two.addOverride("terraform.required_version", ">= 1.5");
    const written = jest.spyOn(lib.TerraformStack.prototype, "toTerraform");
    expect(errors(app)).toEqual([`one/pg: ${WRONG}`]);
    const stacks = (written.mock.contexts as Stack[]).map(({ node }) => node.path);
    written.mockRestore();
    expect(stacks).toEqual(["one", "two"]);
  });

  describe("what is judged is what is written", () => {
    test("when a validation changes it", () => {
      const { app, one } = build();
      const pg = enforcingServer(one);
      pg.node.addValidation({
        validate: () => {
          pg.addOverride("ssl_enforcement_enabled", false);
          return [];
        },
      });
      expect(errors(app)).toEqual([`one/pg: ${WRONG}`]);
      expect(written(app, "one")).toBe(false);
    });

    test("when it has a second synthesis, before which it changes", () => {
      const { app, one } = build();
      const pg = enforcingServer(one);
      expect(errors(app)).toEqual([]);
      pg.addOverride("ssl_enforcement_enabled", false);
      expect(errors(app)).toEqual([`one/pg: ${WRONG}`]);
      expect(written(app, "one")).toBe(false);
    });

    test("when it is to be fixed", () => {
      const app = newApp(lib);
      const one = new lib.TerraformStack(app, "one");
      raw(lib, one, "pg", SINGLE, OFF);
      guard(app, { fix: true });
      expect(errors(app)).toEqual([]);
      expect(written(app, "one")).toBe(true);
    });
  });

  describe("what the library does is left to it", () => {
    test("a custom synthesis may change the stack before it is written", () => {
      const { app, one } = build();
      const pg = raw(lib, one, "pg", SINGLE, OFF);
      const onSynthesize = (): void => {
        pg.addOverride("ssl_enforcement_enabled", true);
      };
      Object.defineProperty(pg, Symbol.for("cdktf/customSynthesis"), { value: { onSynthesize } });
      expect(errors(app)).toEqual([`one/pg: ${WRONG}`]);
      expect(written(app, "one")).toBe(true);
    });

    test("a stack that is written as HCL is not rendered whole as JSON", () => {
      process.env["SYNTH_HCL_OUTPUT"] = "true";
      const app = newApp(lib);
      const one = new lib.TerraformStack(app, "one");
      Reflect.deleteProperty(process.env, "SYNTH_HCL_OUTPUT");
      raw(lib, one, "pg", SINGLE, OFF);
      guard(app);
      const rendered = jest.spyOn(lib.TerraformStack.prototype, "toTerraform");
      expect(errors(app)).toEqual([`one/pg: ${WRONG}`]);
      expect(rendered.mock.contexts).not.toContain(one);
      rendered.mockRestore();
    });

    test.each(["guard", "aspect"])("a synthesis that stops at an error keeps nothing: %s", (by) => {
      Reflect.deleteProperty(process.env, "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS");
      const { app, one } = build();
      lib.Aspects.of(one).add(new PostgresqlTlsAspect());
      const pg = raw(lib, one, "pg", SINGLE, OFF);
      expect(() => {
        if (by === "guard") app.synth();
        else lib.Testing.fullSynth(one);
      }).toThrow(WRONG);
      pg.addOverride("ssl_enforcement_enabled", true);
      expect(JSON.stringify(one.toTerraform())).toContain('"ssl_enforcement_enabled":true');
    });

    test("an own way to render a stack stays its own", () => {
      const { app, one } = build();
      enforcingServer(one);
      const own = jest.spyOn(one, "toTerraform");
      expect(errors(app)).toEqual([]);
      expect(Object.hasOwn(one, "toTerraform")).toBe(true);
      one.toTerraform();
      expect(own).toHaveBeenCalledTimes(2);
    });
  });

  test("how often a stack is walked doesn't depend on how many others there are", () => {
    const walks = [3, 12].map((count) => {
      const { app, one } = build();
      const children = jest.spyOn(one.node, "children", "get");
      for (let index = 0; index < count; index++)
        raw(lib, new lib.TerraformStack(app, `stack${String(index)}`), "pg", SINGLE, { ssl_enforcement_enabled: true });
      expect(errors(app)).toEqual([]);
      return children.mock.calls.length;
    });
    expect(walks[1]).toBe(walks[0]);
  });
});

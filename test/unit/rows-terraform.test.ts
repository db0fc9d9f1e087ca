import { check } from "../../cdktf-aspect/index";
import { controls } from "../../shared/controls";
import { azapiDialect, azurermDialect, ELSEWHERE, hcl, LATER } from "../dialects/terraform";
import { libraries, newApp, raw, rawData } from "../stand-ins/cdktf-libraries";
import { rows, type Row } from "../rows";

const dialects = [
  azurermDialect,
  azapiDialect("an object", (properties) => ({ properties })),
  azapiDialect("JSON", (properties) => JSON.stringify({ properties })),
  azapiDialect("jsonencode", (properties) => `\${jsonencode(${hcl({ properties })})}`),
];

const short = (id: string): string => (id === controls[0].id ? "ssl" : "tls");

describe.each(libraries.flatMap((library) => dialects.map((dialect) => ({ ...library, dialect, form: dialect.name }))))(
  "$library, $form",
  ({ lib, dialect }) => {
    test.each(rows)("$name", (row: Row) => {
      const stack = new lib.TerraformStack(newApp(lib), "stack");
      new lib.TerraformVariable(stack, LATER, {});
      rawData(lib, stack, ELSEWHERE.id, ELSEWHERE.type, ELSEWHERE.arguments);
      const { resources, words } = dialect.program(row);
      for (const { type, id, arguments: args } of resources) raw(lib, stack, id, type, args);

      const { findings, results } = check(stack, row.options);
      const found = findings.map(({ control, resource, verdict, level, message }) => ({
        control: short(control),
        at: resource.declaration,
        verdict,
        level,
        message,
      }));
      const expected = row.findings.map(({ at, message, ...finding }) => ({ ...finding, at: words.address(at), message: message(words) }));
      const inOrder = (list: readonly object[]): string[] => list.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();
      expect(inOrder(found)).toEqual(inOrder(expected));

      const verdicts = Object.fromEntries(
        results.map(({ control, resource, verdict }) => [`${resource.address.replace("stack/", "")} ${short(control)}`, verdict]),
      );
      expect(verdicts).toEqual(row.verdicts);
    });
  },
);

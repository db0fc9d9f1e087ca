import { waive } from "../../cdktf-aspect/index";
import { judgeStack } from "../stand-ins/judge-stack";
import { asInTypeScript, LATER, terraformDialects } from "../dialects/terraform";
import { everyRow, expectedOf, expectedVerdicts, foundOf, registrations, verdictsOf } from "../rows/registrations";
import { libraries, newApp, raw, rawData } from "../stand-ins/cdktf-libraries";

const forms = libraries.flatMap((library) => terraformDialects.map((dialect) => ({ ...library, dialect, form: dialect.name })));

describe.each(forms)("$library, $form", ({ lib, dialect }) => {
  test.each(everyRow)("$control.name: $name", (row) => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    new lib.TerraformVariable(stack, LATER, {});
    const { resources, data, words: inTerraform } = dialect.program(row);
    const words = asInTypeScript(inTerraform);
    for (const { type, id, arguments: args } of data) rawData(lib, stack, id, type, args);
    for (const { type, id, arguments: args, waiver } of resources) {
      const resource = raw(lib, stack, id, type, args);
      if (waiver) waive(resource, waiver);
    }

    for (const { registered, controlsFor } of registrations) {
      const { findings, results, internalErrors } = judgeStack(stack, controlsFor(row), row.options);
      expect({ registered, internalErrors, found: foundOf(row, findings), verdicts: verdictsOf(row, results) }).toEqual({
        registered,
        internalErrors: [],
        found: expectedOf(row, words),
        verdicts: expectedVerdicts(row, words),
      });
    }
  });
});

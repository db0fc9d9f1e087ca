import { stacksBelow } from "../../cdktf-aspect/constructs";
import { stackJudgeOf } from "../../cdktf-aspect/judge";
import { parseOptions } from "../../shared/engine/options";
import { LATER, terraformDialects } from "../dialects/terraform";
import { everyRow, expectedOf, expectedVerdicts, foundOf, registrations, verdictsOf } from "../rows/registrations";
import { libraries, newApp, raw } from "../stand-ins/cdktf-libraries";

const forms = libraries.flatMap((library) => terraformDialects.map((dialect) => ({ ...library, dialect, form: dialect.name })));

describe.each(forms)("$library, $form", ({ lib, dialect }) => {
  test.each(everyRow.filter((row) => dialect.expresses(row)))("$control.name: $name", (row) => {
    const stack = new lib.TerraformStack(newApp(lib), "stack");
    new lib.TerraformVariable(stack, LATER, {});
    const { resources, words } = dialect.program(row);
    for (const { type, id, arguments: args } of resources) raw(lib, stack, id, type, args);

    for (const { registered, controlsFor } of registrations) {
      const judge = stackJudgeOf(controlsFor(row));
      const { findings, results, internalErrors } = judge.judge(stacksBelow(stack), parseOptions(row.options, judge.acceptedOptions));
      expect({ registered, internalErrors, found: foundOf(row, findings), verdicts: verdictsOf(row, results) }).toEqual({
        registered,
        internalErrors: [],
        found: expectedOf(row, words),
        verdicts: expectedVerdicts(row, words),
      });
    }
  });
});

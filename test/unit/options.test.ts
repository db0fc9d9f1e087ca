import { OptionsError, parseOptions } from "../../shared/engine/options";
import { acceptedOptions, defaultOptions } from "../registry";

test.each([
  ["nothing", undefined],
  ["an empty object", {}],
  ["the defaults", { minimumTlsVersion: "1.2", unset: "error", undetermined: "warn" }],
])("%s stands for the defaults", (_name, input) => {
  expect(parseOptions(input, acceptedOptions)).toEqual(defaultOptions);
});

test("what is set holds, the rest is default", () => {
  expect(parseOptions({ minimumTlsVersion: "1.3" }, acceptedOptions)).toEqual({ ...defaultOptions, minimumTlsVersion: "1.3" });
});

test.each<[string, unknown, readonly string[]]>([
  ["null", null, [`options: found null; accepted is an object with "minimumTlsVersion", "unset", "undetermined", "unread".`]],
  ["an array", [], [`options: found an array; accepted is an object with "minimumTlsVersion", "unset", "undetermined", "unread".`]],
  ["a text", "strict", [`options: found "strict"; accepted is an object with "minimumTlsVersion", "unset", "undetermined", "unread".`]],
  ["a number", { minimumTlsVersion: 1.2 }, [`minimumTlsVersion: found 1.2; accepted are "1.2", "1.3".`]],
  ["another case", { unset: "WARN" }, [`unset: found "WARN"; accepted are "error", "warn", "ignore".`]],
  [
    "an unknown option",
    { strict: true },
    [`strict: found an unknown option; accepted are "minimumTlsVersion", "unset", "undetermined", "unread".`],
  ],
  [
    "__proto__",
    JSON.parse('{"__proto__":{"unset":"ignore"}}'),
    [`__proto__: found an unknown option; accepted are "minimumTlsVersion", "unset", "undetermined", "unread".`],
  ],
  [
    "several mistakes, all told at once",
    { unset: {}, undetermined: ["warn"], minimumTlsVersion: null },
    [
      `unset: found an object; accepted are "error", "warn", "ignore".`,
      `undetermined: found an array; accepted are "error", "warn", "ignore".`,
      `minimumTlsVersion: found null; accepted are "1.2", "1.3".`,
    ],
  ],
])("%s is refused", (_name, input, problems) => {
  let caught: unknown;
  try {
    parseOptions(input, acceptedOptions);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(OptionsError);
  expect((caught as OptionsError).problems).toEqual(problems);
});

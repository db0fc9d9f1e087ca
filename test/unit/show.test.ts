import { show } from "../../shared/engine/show";

test.each([
  ["ON", "ON"],
  ["tlsv1.2", "tlsv1.2"],
  ["TLS1_2", "TLS1_2"],
  ["TLSEnforcementDisabled", "TLSEnforcementDisabled"],
  ["", "an empty string"],
  ["ON; password=x", "a string of 14 characters"],
  [false, "the boolean false"],
  [12, "a number"],
  [[], "an array"],
  [{}, "an object"],
])("a message shows %j as %s", (value, text) => {
  expect(show(value)).toBe(text);
});

test("a message doesn't repeat a long text", () => {
  expect(show("TLS".repeat(1_000_000))).toBe("a string of 3000000 characters");
});

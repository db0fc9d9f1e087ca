import { globMatcher } from "../../shared/engine/glob";

test.each<[string, readonly string[], readonly string[]]>([
  ["legacy", ["legacy"], ["Legacy", "legacy2", "a/legacy", ""]],
  ["legacy-*", ["legacy-", "legacy-pg"], ["legacy", "legacy-a/b", "a/legacy-b"]],
  ["App/*/db", ["App/Net/db"], ["App/db", "App/a/b/db"]],
  ["App/**", ["App/", "App/a", "App/a/b"], ["App", "Apps/a"]],
  ["App/**/db", ["App/db", "App/a/db", "App/a/b/db"], ["App/adb", "App/db/x", "db"]],
  ["**/db", ["db", "a/db", "a/b/db"], ["adb", "a/adb"]],
  ["**", ["", "a", "a/b"], []],
  ["*", ["", "a", ".a"], ["a/b"]],
  ["d?", ["db", "d😀"], ["d", "d/", "dbb"]],
  ["urn:pulumi:*::*::**::legacy", ["urn:pulumi:dev::p::azure-native:dbforpostgresql/v1:Server::legacy"], ["urn:pulumi:dev::legacy"]],
  ["resources[0]", ["resources[0]"], ["resources0"]],
  ["resources[*]", ["resources[0]", "resources[12]"], ["resources0"]],
  ["!legacy", ["!legacy"], ["other"]],
  ["{a,b}", ["{a,b}"], ["a", "b"]],
  ["a.b$(c)|d", ["a.b$(c)|d"], ["axb$(c)|d", "d"]],
  ["what*?", ["what*?", "whats", "what is"], ["what"]],
])("the glob %j", (glob, matching, others) => {
  const matches = globMatcher(glob);
  expect(matching.filter((text) => !matches(text))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

test("a glob that takes a regular expression minutes takes no time", () => {
  expect(globMatcher("*a".repeat(200))(`${"a".repeat(400)}b`)).toBe(false);
  expect(globMatcher("**/".repeat(200))("a/".repeat(400))).toBe(true);
});

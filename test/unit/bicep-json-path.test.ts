import { valueAtJsonPath } from "../../shared/bicep/json-path";

const servers = [
  { name: "a", size: 1, tls: { on: true } },
  { name: "b", size: 5 },
  { name: "c", size: 9, tls: { on: false } },
];
const value = JSON.parse(JSON.stringify({ servers, "x.y": { "it's": 1 }, none: null })) as unknown;

test.each<readonly [path: string, found: unknown]>([
  ["", value],
  ["$", value],
  ["servers[1].name", "b"],
  [".servers[0].tls.on", true],
  ["$['x.y']['it\\'s']", 1],
  ['$["x.y"]', { "it's": 1 }],
  ["none", null],
  ["servers[*].name", ["a", "b", "c"]],
  ["$.servers[0].*", ["a", 1, { on: true }]],
  ["$.servers[?(@.size > 3)].name", ["b", "c"]],
  ["servers[?(@.size >= 9)].name", "c"],
  ["servers[?(@.size < 5)].name", "a"],
  ["servers[?(@.size <= 5)].name", ["a", "b"]],
  ["servers[?(@.name == 'b')].size", 5],
  ['servers[?(@.name != "b")].size', [1, 9]],
  ["servers[?(@.tls)].name", ["a", "c"]],
  ["servers[?(@.tls.on == true)].name", "a"],
  ["servers[?(@.size > 'a')].name", undefined],
  ["servers[?(@.size == nothing)].name", undefined],
  ["servers[?(@.__proto__)].name", undefined],
  ["servers[3].name", undefined],
  ["servers.length", undefined],
  ["constructor", undefined],
  ["none.x", undefined],
  ["$..name", undefined],
  ["servers[?(@.size > 3 && @.size < 7)]", undefined],
  ["servers[", undefined],
])("%s", (path, found) => {
  expect(valueAtJsonPath(value, path)).toEqual(found);
});

/** Holds the way in which the policy pack's one file reads what it is sent to google-protobuf's own. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { Struct, Value, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

type Values = Record<string, JavaScriptValue>;

const withMessages = Struct.deserializeBinary.bind(Struct);
/** What google-protobuf reads, before it is replaced. */
const cases: [string, Uint8Array, Values][] = (
  [
    ["nothing", {}],
    ["each kind of value", { none: null, no: false, yes: true, zero: 0, number: -1.5e300, infinite: Infinity, empty: "", text: "é ☃ 𝄞" }],
    ["objects and lists in each other", { list: [{ a: [[], {}, null] }, "x"], object: { list: [{ b: { c: 1 } }] } }],
    ["keys in any order, of any kind", { b: 1, a: 2, "": 3, "10": 4, "9": 5, constructor: 6, toJavaScript: 7 }],
  ] as [string, Values][]
).map(([name, values]) => [name, Struct.fromJavaScript(values).serializeBinary(), values]);

/** As bytes, with a key that can't be written in JavaScript without being a prototype. */
const hostile = (() => {
  const struct = new Struct();
  struct.getFieldsMap().set("__prot0__", Value.fromJavaScript({ polluted: true }));
  struct.getFieldsMap().set("own", Value.fromJavaScript(1));
  return Uint8Array.from(Buffer.from(Buffer.from(struct.serializeBinary()).toString("latin1").replace("__prot0__", "__proto__"), "latin1"));
})();

const expected = cases.map(([, bytes]) => JSON.stringify(withMessages(bytes).toJavaScript()));
const ofHostile = withMessages(hostile).toJavaScript();

beforeAll(() => {
  jest.requireActual("../../pulumi-policy/bundle/struct");
});

test.each(cases)("reads %s", (name, bytes, values) => {
  const read = Struct.deserializeBinary(bytes).toJavaScript();
  expect(read).toEqual(values);
  // The order of keys too.
  expect(JSON.stringify(read)).toBe(expected[cases.findIndex(([one]) => one === name)]);
});

test("reads what JSON can hold", () => {
  const json = fc.dictionary(
    fc.string({ unit: "binary" }).filter((key) => key !== "__proto__"),
    fc.jsonValue({ noUnicodeString: false }),
  );
  fc.assert(
    fc.property(json, (values) => {
      const plain = JSON.parse(JSON.stringify(values), (key, value: unknown) => (key === "__proto__" ? undefined : value)) as Values;
      expect(Struct.deserializeBinary(Struct.fromJavaScript(plain).serializeBinary()).toJavaScript()).toEqual(plain);
    }),
  );
});

test("leaves out a key that would be the prototype", () => {
  const read = Struct.deserializeBinary(hostile).toJavaScript();
  expect(read).toEqual({ own: 1 });
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  expect(ofHostile).toEqual(read);
});

test("skips fields that are unknown, and refuses a value without a type", () => {
  const entry = (value: number[]): Uint8Array => Uint8Array.from([10, 5 + value.length, 10, 1, 97, 18, value.length, ...value]);
  expect(Struct.deserializeBinary(entry([0x40, 1, 0x20, 1])).toJavaScript()).toEqual({ a: true });
  expect(() => Struct.deserializeBinary(entry([])).toJavaScript()).toThrow("a value without a type was received");
});

test("the policy SDK reads what it is sent in this way alone", () => {
  const folder = dirname(require.resolve("@pulumi/policy"));
  const sources = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const text = sources.map((name) => readFileSync(join(folder, name), "utf8")).join("");
  expect(text.match(/\.(getFieldsMap|toObject|serializeBinary|cloneMessage)\b/g)).toBeNull();
  expect(text.match(/\.toJavaScript\(\)/g)).not.toBeNull();
});

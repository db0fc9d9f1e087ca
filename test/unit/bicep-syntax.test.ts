import fc from "fast-check";
import { parse } from "../../shared/bicep/parser";
import { compileText } from "./bicep-files";

const SERVER = `@description('a server')
#disable-next-line no-unused-params use-recent-api-versions
param names string[] = ['a', 'b'] // the names
/* what is
   set */
var settings = { tls: $'''\${names[0]}''', 'a-b': [for (n, i) in names: '\${n}-\${i}'], ...loadJsonContent('x.json') }
func f(a string, b (int | null)?) string => a =~ 'x' ? '\${a}' : b!.?c[^1]
import { t as u } from 'types.bicep'
import * as all from 'types.bicep'
type v = { @minLength(1)
  name: string?, *: 'a' | 'b' }
resource pg 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = [for name in names: if (name != 'c') {
  name: name
  properties: { version: '16', tags: filter(items(settings), s => s.key > 1 && !false) }
  resource tls 'configurations' existing = { name: 'require_secure_transport' }
}]
module db 'db.bicep' = { params: { id: pg[0].id ?? pg[1]::tls.id } }
output o object = db.outputs.?x
`;

/** Where problems are, by line and column. */
const problemsOf = (text: string): readonly string[] =>
  compileText(text).problems.map(({ start, message }) => `${String(start.line)}:${String(start.column)} ${message}`);

test("the whole language is read without a problem", () => {
  expect(parse(SERVER).problems).toEqual([]);
});

test("every beginning of a file is read to its end", () => {
  for (let length = 0; length <= SERVER.length; length++) expect(parse(SERVER.slice(0, length)).statements.length).toBeLessThanOrEqual(12);
});

test("a file with anything in it is read to its end, and compiled", () => {
  const pieces = fc.constantFrom(
    "'",
    "'''",
    "${",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "\n",
    "@",
    "$",
    "\\",
    "resource ",
    "param x ",
    "[for x in y: ",
    "if (",
    "=>",
    "?",
    ".?",
    "::",
    "...",
    "|",
    "/*",
    "#",
    "__proto__",
  );
  fc.assert(
    fc.property(
      fc.nat(SERVER.length),
      fc.nat(30),
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 4 }),
      (at, removed, added) => {
        compileText(SERVER.slice(0, at) + added.join("") + SERVER.slice(at + removed));
      },
    ),
    { numRuns: 500 },
  );
});

test.each<readonly [sentence: string, text: string, problems: readonly string[], read: readonly string[]]>([
  ["a statement that can't be read", "param a string\nparam = 3\nparam b string", ['2:7 Expected a name here, but found "=".'], ["a", "b"]],
  ["a text that isn't closed", "var a = 'x\nparam b string", ["1:9 A text isn't closed at the end of its line."], ["a", "b"]],
  [
    "an expression in a text that isn't closed",
    "var a = 'x${\nparam b string",
    ["1:13 A text isn't closed at the end of its line.", "1:13 Expected an expression here, but found a text."],
    ["b"],
  ],
  ["a brace that isn't closed", "var a = {\n  b: 1\nparam c string", ['3:7 Expected ":" here, but found a name.'], ["c"]],
  ["a character that can't stand anywhere", "var a = 1 ; \nparam b string", ['1:11 The character ";" can\'t stand here.'], ["a", "b"]],
  ["an unknown word", "parameter a string\nparam b string", ["1:1 Expected a statement here, but found a name."], ["b"]],
  ["an escape that there isn't", "var a = 'x\\q'", ["1:11 \\q is no escape."], ["a"]],
  ["a name that is declared twice", "var a = 1\nparam a string", ['2:7 The name "a" is declared more than once.'], ["a", "a"]],
  ["a property that is written twice", "var a = { b: 1, 'b': 2 }", ['1:17 The property "b" is written more than once.'], ["a"]],
  ["a text that may hold no expression", "module a '${b}' = {}", ["1:10 Expected a text without expressions here."], []],
  [
    "the rest of a text after a quote",
    "var a = 'pass'word\nparam b string",
    ["1:15 Expected a new line here, but found a name."],
    ["a", "b"],
  ],
  ["a directive that there isn't", "#nothing\nparam b string", ["1:1 #nothing is no directive."], ["b"]],
])("%s is reported, and the rest is read", (_, text, problems, read) => {
  const names = parse(text).statements.map((statement) => ("name" in statement ? statement.name.text : statement.kind));
  expect(names).toEqual(read);
  expect(problemsOf(text).slice(0, problems.length)).toEqual(problems);
});

test("of a resource, a property that can't be read is left out", () => {
  const text = "resource s 'a.b/c@1' = {\n  name: 's'\n  tags: ]\n  location: 'x'\n}";
  expect(compileText(text).document.value).toMatchObject({ resources: { s: { name: "s", location: "x" } } });
  expect(problemsOf(text)).toEqual(['3:9 Expected an expression here, but found "]".']);
});

test.each(["(", "[", "{a:", "!", "-", "f(", "a ? b : ", "'${", "x => "])("%s in itself many times is a problem, not a crash", (opening) => {
  const { problems } = compileText(`var a = ${opening.repeat(50_000)}`);
  expect(problems.length).toBeGreaterThan(0);
});

test.each(["a.b", "a + a", "a[0]", "a!", "a ?? a", "a::b"])("%s in a very long chain is a problem, not a crash", (link) => {
  expect(compileText(`param a object\nvar v = a${link.slice(1).repeat(50_000)}`).problems.length).toBeGreaterThan(0);
});

test("of a resource in another, a name that is declared twice is a problem", () => {
  const child = "  resource c 'd' = { name: 'c' }\n";
  expect(problemsOf(`resource s 'a.b/c@1' = {\n  name: 's'\n${child}${child}}`)).toEqual(['4:12 The name "c" is declared more than once.']);
});

test("variables that name each other in very many ways are compiled", () => {
  const doubled = Array.from({ length: 60 }, (_, index) => `var v${String(index + 1)} = '\${v${String(index)}}\${v${String(index)}}'\n`);
  const { problems } = compileText(`var v0 = 'x'\n${doubled.join("")}resource s 'a.b/c@1' = {\n  name: v60\n}`);
  expect(problems).toEqual([]);
});

test("a type that is nested very deeply is a problem, not a crash", () => {
  expect(compileText(`param a ${"(".repeat(50_000)}`).problems.length).toBeGreaterThan(0);
  expect(compileText(`param a string${"[]".repeat(50_000)}`).problems.length).toBeGreaterThan(0);
});

import { evaluate, outermost, type TemplateScope } from "../../shared/arm/evaluate";
import { noParameters } from "../../shared/arm/parameters";
import { defaultLimits, newBudget } from "../../shared/limits";
import { newEvaluation } from "../../shared/symbolic/evaluation";
import { isUnknown, property, SymbolicText, Unknown, type Value } from "../../shared/symbolic/values";

const template = {
  parameters: {
    unknown: { type: "string" },
    other: { type: "string" },
    choice: { type: "string", allowedValues: ["a", "b"] },
    only: { type: "string", allowedValues: ["one"] },
    withDefault: { type: "string", defaultValue: "[toUpper('def')]" },
    nullable: { type: "string", nullable: true },
    byReference: { $ref: "#/definitions/text" },
    object: { type: "object", defaultValue: { Name: "x", inner: { deep: [1, 2, { z: "end" }] } } },
    selfish: { type: "string", defaultValue: "[parameters('selfish')]" },
  },
  definitions: { text: { type: "string", nullable: true } },
  variables: {
    plain: "value",
    chain: "[concat(variables('plain'), '!')]",
    escaped: "[[not an expression]",
    left: "[variables('right')]",
    right: "[variables('left')]",
    copy: [
      { name: "squares", count: 3, input: "[mul(copyIndex('squares'), copyIndex('squares'))]" },
      { name: "objects", count: 2, input: { name: "[format('n{0}', copyIndex('objects', 1))]" } },
    ],
    inner: { copy: [{ name: "list", count: 2, input: "[copyIndex('list')]" }], other: true },
  },
  functions: [
    {
      namespace: "contoso",
      members: {
        shout: { parameters: [{ name: "text", type: "string" }], output: { type: "string", value: "[toUpper(parameters('text'))]" } },
        twice: {
          parameters: [{ name: "text", type: "string" }],
          output: { type: "string", value: "[concat(contoso.shout(parameters('text')), contoso.shout(parameters('text')))]" },
        },
        forever: { parameters: [], output: { type: "string", value: "[contoso.forever()]" } },
      },
    },
  ],
};

function scope(): TemplateScope {
  const evaluation: TemplateScope["evaluation"] = newEvaluation(newBudget(defaultLimits, () => 0));
  return {
    evaluation,
    template,
    id: "",
    place: "",
    isOutermost: true,
    given: noParameters,
    location: { document: { file: "", value: template }, path: [] },
    deployment: () => undefined,
    memos: new WeakMap(),
  };
}

/** JSON, with unknown parts as `«cause»`. */
function shown(value: Value): unknown {
  if (value instanceof Unknown) return value.among ? { among: value.among.map(shown) } : `«${value.cause}»`;
  if (value instanceof SymbolicText) return value.parts.map(shown).join("");
  if (Array.isArray(value)) return (value as readonly Value[]).map(shown);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]: [string, Value]) => [key, shown(inner)]));
  return value;
}

const NO_VALUE = (name: string): string => `«parameters('${name}'), which has no value here»`;

test.each<[string, unknown]>([
  // Literals, names and escapes
  ["plain", "plain"],
  ["[variables('escaped')]", "[not an expression]"],
  ["[[concat('a')]", "[concat('a')]"],
  ["[concat('a'", "[concat('a'"],
  ["[]", "[]"],
  ["['it''s']", "it's"],
  ["[ concat ( 'a' , 'b' ) ]", "ab"],
  ["[concat('a',\n 'b')]", "ab"],
  ["[true]", true],
  ["[null()]", null],
  ["[variables('chain')]", "value!"],
  ["[VARIABLES('CHAIN')]", "value!"],
  ["[parameters('withDefault')]", "DEF"],
  ["[parameters('nullable')]", null],
  ["[parameters('byReference')]", null],
  ["[parameters('only')]", "one"],
  ["[parameters('choice')]", { among: ["a", "b"] }],
  ["[parameters('object').name]", "x"],
  ["[parameters('object')['NAME']]", "x"],
  ["[parameters('object').inner.deep[2].z]", "end"],
  ["[variables('squares')]", [0, 1, 4]],
  ["[variables('objects')[1].name]", "n2"],
  ["[variables('inner').list]", [0, 1]],
  // Texts
  ["[concat('a', 1, true)]", "a1True"],
  ["[format('{0}-{1}-{0}', 'x', 2)]", "x-2-x"],
  ["[format('{0:D3} {1:000}', 7, 8)]", "007 008"],
  ["[format('{{{0}}}', false)]", "{False}"],
  ["[string(createObject('a', 1))]", '{"a":1}'],
  ["[toLower('ABC')]", "abc"],
  ["[toUpper('abc')]", "ABC"],
  ["[trim('  x ')]", "x"],
  ["[replace('a.b.c', '.', '$&')]", "a$&b$&c"],
  ["[split('a,b;c', createArray(',', ';'))]", ["a", "b", "c"]],
  ["[join(createArray('a', 'b'), '/')]", "a/b"],
  ["[substring('abcdef', 2, 3)]", "cde"],
  ["[substring('abc', 1)]", "bc"],
  ["[startsWith('Contoso', 'con')]", true],
  ["[endsWith('Contoso', 'OSO')]", true],
  ["[indexOf('Contoso', 'O')]", 1],
  ["[lastIndexOf('Contoso', 'O')]", 6],
  ["[padLeft(7, 3, '0')]", "007"],
  ["[uri('https://a/b/', 'c')]", "https://a/b/c"],
  ["[uri('https://a', 'b/c')]", "https://a/b/c"],
  ["[uri('https://a/b', '/c')]", "https://a/c"],
  ["[uri('a', 'c')]", "c"],
  ["[uriComponent('a b(*)!''')]", "a%20b%28%2A%29%21%27"],
  ["[uriComponentToString('a%20b')]", "a b"],
  ["[base64ToString(base64('on'))]", "on"],
  ["[base64ToJson(base64('{\"a\":1}')).a]", 1],
  ["[dataUriToString(dataUri('on'))]", "on"],
  ["[json('{\"a\":[1]}').a[0]]", 1],
  ['[json(\'{"__proto__":{"x":1}}\').x]', "«a property that isn't there»"],
  ["[length('abc')]", 3],
  // Numbers
  ["[add(1, 2)]", 3],
  ["[sub(1, 2)]", -1],
  ["[mul(2, 3)]", 6],
  ["[div(7, 2)]", 3],
  ["[mod(7, 2)]", 1],
  ["[min(3, 1)]", 1],
  ["[max(createArray(3, 1))]", 3],
  ["[int('42')]", 42],
  ["[float('1.5')]", 1.5],
  ["[range(2, 3)]", [2, 3, 4]],
  // Logic
  ["[and(true, false)]", false],
  ["[or(false, true)]", true],
  ["[not(true)]", false],
  ["[xor(true, true)]", false],
  ["[bool('True')]", true],
  ["[bool(0)]", false],
  ["[equals('a', 'A')]", false],
  ["[equals(createArray(1), createArray(1))]", true],
  ["[less(1, 2)]", true],
  ["[lessOrEquals(2, 2)]", true],
  ["[greater('b', 'a')]", true],
  ["[greaterOrEquals(1, 2)]", false],
  ["[if(equals(1, 1), 'yes', parameters('unknown'))]", "yes"],
  ["[coalesce(null(), parameters('nullable'), 'x')]", "x"],
  ["[empty('')]", true],
  ["[empty(createArray())]", true],
  ["[empty(null())]", true],
  ["[empty(createObject('a', 1))]", false],
  // Arrays and objects
  ["[array('a')]", ["a"]],
  ["[createArray(1, 'a')]", [1, "a"]],
  ["[createObject('a', 1, 'b', null())]", { a: 1, b: null }],
  ["[first(createArray('a', 'b'))]", "a"],
  ["[last('abc')]", "c"],
  ["[skip(createArray(1, 2, 3), 1)]", [2, 3]],
  ["[take('abc', 2)]", "ab"],
  ["[contains(createArray('a'), 'a')]", true],
  ["[contains(createObject('Key', 1), 'key')]", true],
  ["[contains('abc', 'b')]", true],
  ["[union(createArray(1, 2), createArray(2, 3))]", [1, 2, 3]],
  ["[union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2)))]", { A: { x: 1, y: 2 } }],
  ["[shallowMerge(createArray(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2))))]", { a: { y: 2 } }],
  ["[intersection(createArray(1, 2), createArray(2, 3))]", [2]],
  ["[flatten(createArray(createArray(1), createArray(2, 3)))]", [1, 2, 3]],
  [
    "[items(createObject('b', 2, 'a', 1))]",
    [
      { key: "a", value: 1 },
      { key: "b", value: 2 },
    ],
  ],
  ["[objectKeys(createObject('b', 2, 'a', 1))]", ["a", "b"]],
  ["[tryGet(parameters('object'), 'inner', 'missing')]", null],
  ["[tryGet(parameters('object'), 'INNER', 'deep', 0)]", 1],
  ["[tryIndexFromEnd(createArray('a', 'b'), 1)]", "b"],
  ["[indexFromEnd(createArray('a', 'b'), 2)]", "a"],
  // Lambdas and functions of the template
  ["[map(createArray(1, 2), lambda('n', mul(lambdaVariables('n'), 2)))]", [2, 4]],
  ["[map(createArray('a'), lambda('v', 'i', format('{0}{1}', lambdaVariables('v'), lambdaVariables('i'))))]", ["a0"]],
  ["[filter(createArray(1, 2, 3), lambda('n', greater(lambdaVariables('n'), 1)))]", [2, 3]],
  ["[sort(createArray('b', 'c', 'a'), lambda('x', 'y', less(lambdaVariables('x'), lambdaVariables('y'))))]", ["a", "b", "c"]],
  ["[sort(createArray(1, 3, 2), lambda('x', 'y', greaterOrEquals(lambdaVariables('x'), lambdaVariables('y'))))]", [3, 2, 1]],
  ["[sort(createArray(), lambda('x', 'y', true()))]", []],
  ["[reduce(createArray(1, 2, 3), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))]", 6],
  ["[toObject(createArray('a', 'b'), lambda('k', lambdaVariables('k')), lambda('k', length(lambdaVariables('k'))))]", { a: 1, b: 1 }],
  ["[mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))]", { a: 2 }],
  ["[contoso.shout('a')]", "A"],
  ["[Contoso.Twice('a')]", "AA"],
  // What isn't known keeps what is
  ["[parameters('unknown')]", NO_VALUE("unknown")],
  ["[concat('pg-', parameters('unknown'), '-1')]", `pg-${NO_VALUE("unknown")}-1`],
  ["[format('{0}/{1}', parameters('unknown'), 'x')]", `${NO_VALUE("unknown")}/x`],
  ["[join(createArray('a', parameters('unknown')), '/')]", `a/${NO_VALUE("unknown")}`],
  ["[if(equals(parameters('unknown'), 'x'), 'same', 'same')]", "same"],
  ["[if(equals(parameters('unknown'), 'x'), 'a', 'b')]", { among: ["a", "b"] }],
  ["[toUpper(if(equals(parameters('unknown'), 'x'), 'a', 'b'))]", { among: ["A", "B"] }],
  ["[toUpper(parameters('choice'))]", { among: ["A", "B"] }],
  ["[concat(parameters('choice'), 'x')]", { among: ["ax", "bx"] }],
  ["[equals(parameters('choice'), 'c')]", false],
  ["[and(false, equals(parameters('unknown'), 'x'))]", false],
  ["[or(true, equals(parameters('unknown'), 'x'))]", true],
  ["[equals(parameters('unknown'), parameters('unknown'))]", true],
  ["[empty(concat('a', parameters('unknown')))]", false],
  ["[contains(createArray('a', parameters('unknown')), 'a')]", true],
  ["[createObject('a', parameters('unknown'), 'b', 1).b]", 1],
  ["[union(createObject('a', 1), createObject('b', parameters('unknown'))).a]", 1],
  ["[first(createArray('a', parameters('unknown')))]", "a"],
  ["[length(createArray(parameters('unknown')))]", 1],
  ["[coalesce(concat('a', parameters('unknown')), 'b')]", `a${NO_VALUE("unknown")}`],
  ["[tryGet(createObject('a', parameters('unknown')), 'a')]", NO_VALUE("unknown")],
  ["[toLower(parameters('unknown'))]", NO_VALUE("unknown")],
  [
    "[first(sort(createArray('b', parameters('unknown')), lambda('x', 'y', less(lambdaVariables('x'), lambdaVariables('y')))))]",
    NO_VALUE("unknown"),
  ],
  ["[parameters('missing')]", "«parameters('missing'), which isn't declared»"],
  ["[variables('missing')]", "«variables('missing'), which isn't declared»"],
  ["[reference('x').y]", "«reference(), which is known only at deployment»"],
  ["[resourceGroup().location]", "«resourceGroup(), which is known only at deployment»"],
  ["[uniqueString(resourceGroup().id)]", "«resourceGroup(), which is known only at deployment»"],
  ["[subscription().tenantId]", "«subscription(), which is known only at deployment»"],
  ["[newGuid()]", "«newGuid(), which is known only at deployment»"],
  ["[someFunctionOfNextYear('x')]", "«someFunctionOfNextYear(), which is known only at deployment»"],
  [
    "[resourceId('Microsoft.DBforPostgreSQL/flexibleServers/configurations', 'pg', 'x')]",
    "/subscriptions/«subscription().subscriptionId, which is known only at deployment»/resourceGroups/«resourceGroup().name, which is known only at deployment»/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg/configurations/x",
  ],
  ["[resourceId('sub', 'rg', 'A.B/c', 'n')]", "/subscriptions/sub/resourceGroups/rg/providers/A.B/c/n"],
  ["[subscriptionResourceId('sub', 'A.B/c', 'n')]", "/subscriptions/sub/providers/A.B/c/n"],
  ["[tenantResourceId('A.B/c', 'n')]", "/providers/A.B/c/n"],
  ["[extensionResourceId('/base', 'A.B/c', 'n')]", "/base/providers/A.B/c/n"],
  // What would fail a deployment is unknown, and says why
  ["[concat(]", "«an expression that can't be read: a function or a value is expected at character 8»"],
  ["[concat('a' 'b')]", `«an expression that can't be read: ")" is expected at character 12»`],
  ["[concat('a') 'b']", "«an expression that can't be read: nothing more is expected at character 13»"],
  ["[a.b]", `«an expression that can't be read: "(" is expected at character 2»`],
  ["[parameters('x').]", "«an expression that can't be read: a property is expected at character 17»"],
  ["['open]", "«an expression that can't be read: a function or a value is expected at character 1»"],
  ["[substring('a', 5)]", "«a call of substring() that can't be evaluated: the part is outside of the text»"],
  ["[div(1, 0)]", "«a call of div() that can't be evaluated: the divisor is 0»"],
  ["[toLower(1)]", "«a call of toLower() that can't be evaluated: a text is expected»"],
  ["[json('{')]", "«a call of json() that can't be evaluated: JSON is expected»"],
  ["[range(0, 100000000)]", "«a call of range() that can't be evaluated: the result is too large»"],
  ["[padLeft('', 100000000)]", "«a call of padLeft() that can't be evaluated: the result is too large»"],
  ["[parameters('object').missing]", "«a property that isn't there»"],
  ["[createArray(1)[5]]", "«a property that isn't there»"],
  ["[copyIndex()]", "«copyIndex(), which stands in no such loop»"],
  ["[lambdaVariables('x')]", "«lambdaVariables('x'), which isn't declared»"],
  ["[variables('left')]", "«variables('left'), which leads to itself»"],
  ["[parameters('selfish')]", "«parameters('selfish'), which leads to itself»"],
  ["[parameters('__proto__')]", "«parameters('__proto__'), which isn't declared»"],
  ["[variables('constructor')]", "«variables('constructor'), which isn't declared»"],
  ["[toString()]", "«toString(), which is known only at deployment»"],
  ["[contoso.constructor('a')]", "«contoso.constructor(), which is known only at deployment»"],
])("%s", (expression, expected) => {
  expect(shown(evaluate(expression, outermost(scope())))).toEqual(expected);
});

const key = (expression: string): string => {
  const value = evaluate(expression, outermost(scope()));
  return isUnknown(value) ? JSON.stringify(value) : "known";
};

test.each([
  ["take(parameters('unknown'), 5)", "take(parameters('other'), 5)"],
  ["take(parameters('unknown'), 5)", "take(parameters('unknown'), 6)"],
  ["toLower(parameters('unknown'))", "toUpper(parameters('unknown'))"],
  ["uniqueString(parameters('unknown'))", "uniqueString(parameters('other'))"],
  ["reference('a').x", "reference('a').y"],
  ["reference('a').x", "reference('b').x"],
  ["map(parameters('unknown'), lambda('n', 1))", "map(parameters('unknown'), lambda('n', 2))"],
])("%s is not %s", (one, other) => {
  expect(key(`[${one}]`)).not.toBe(key(`[${other}]`));
  expect(key(`[${one}]`)).toBe(key(`[ ${one} ]`));
});

test.each([
  ["expressions", `[${"not(".repeat(400)}true${")".repeat(400)}]`],
  ["a user function that calls itself", "[contoso.forever()]"],
])("%s nested too deeply are beyond a limit", (_name, expression) => {
  const budgeted = scope();
  if (expression.startsWith("[not")) {
    expect(shown(evaluate(expression, outermost(budgeted)))).toBe(
      "«an expression that can't be read: it is nested more than 300 levels deep»",
    );
    return;
  }
  expect(() => evaluate(expression, outermost(budgeted))).toThrow(
    "Expressions, variables and parameters are nested more than 300 levels deep.",
  );
});

test("texts that grow without end are unknown", () => {
  const variables = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `v${String(index)}`,
      index === 0 ? "xxxxxxxx" : `[concat(variables('v${String(index - 1)}'), variables('v${String(index - 1)}'))]`,
    ]),
  );
  const growing: TemplateScope = { ...scope(), template: { variables } };
  expect(isUnknown(evaluate("[variables('v39')]", outermost(growing)))).toBe(true);
});

test("time is a limit", () => {
  let now = 0;
  const evaluation: TemplateScope["evaluation"] = newEvaluation(newBudget({ ...defaultLimits, seconds: 1 }, () => (now += 600)));
  const slow: TemplateScope = { ...scope(), evaluation };
  expect(() => evaluate("[map(range(0, 100000), lambda('n', add(lambdaVariables('n'), 1)))]", outermost(slow))).toThrow(
    "The file takes more than 1 seconds to evaluate.",
  );
});

test("names in any case, and only a value's own properties", () => {
  expect(property({ Name: 1 }, "nAmE")).toBe(1);
  expect(property({}, "toString")).toBeUndefined();
  expect(property(JSON.parse('{"__proto__": {"a": 1}}'), "a")).toBeUndefined();
});

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationOf, ofStack } from "../../shared/configuration";
import { Configuration, type GivenOptions } from "../../shared/configuration/configuration";
import { findConfiguration } from "../../shared/configuration/find-configuration";
import { controls } from "../../shared/controls";
import { OptionsError } from "../../shared/engine/options";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";
import { writeFiles, type Files } from "../write-files";

const SINGLE = "Azure.PostgreSQL.UseSSL";
const FLEXIBLE = "Azure_DBForPostgreSQLFlexibleServer_DP_Use_Secure_TLS_Version";
const NAME = "azure-postgresql-tls.json";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "azure-postgresql-tls-")));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (files: Files): void => {
  writeFiles(folder, files);
};

function configured(files: Files, path = NAME): Configuration {
  write(files);
  return new Configuration({ path, cwd: folder, controls });
}

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof OptionsError) return error.problems;
    throw error;
  }
  return [];
}

/** The options of each control that is on, as far as they aren't the default. */
function held(configuration: Configuration, target: Parameters<Configuration["settings"]>[0] = () => false): object {
  const { optionsOf } = configuration.settings(target);
  return Object.fromEntries(
    [...optionsOf].map(([id, options]) => [
      id,
      Object.fromEntries(Object.entries(options).filter(([name, value]) => defaultOptions[name] !== value)),
    ]),
  );
}

describe("a configuration is found", () => {
  test.each<[string, Files, string, string | undefined]>([
    ["in the folder", { [NAME]: {} }, ".", NAME],
    ["with comments", { "azure-postgresql-tls.jsonc": "{} // none" }, ".", "azure-postgresql-tls.jsonc"],
    ["above", { [NAME]: {}, "a/b/main.bicep": "" }, "a/b", NAME],
    ["at the top of the repository", { [NAME]: {}, ".git/HEAD": "", "a/main.bicep": "" }, "a", NAME],
    ["not above the repository", { [NAME]: {}, "a/.git/HEAD": "", "a/b/main.bicep": "" }, "a/b", undefined],
    ["not above a worktree", { [NAME]: {}, "a/.git": "gitdir: x", "a/b/main.bicep": "" }, "a/b", undefined],
    ["where it is a file", { [`a/${NAME}/x`]: "", [NAME]: {} }, "a", NAME],
  ])("%s", (_name, files, from, found) => {
    write({ "stop/.git": "", ...files });
    expect(findConfiguration(join(folder, from))).toBe(found === undefined ? undefined : join(folder, found));
  });

  test("once in a folder, or it isn't clear which holds", () => {
    write({ [NAME]: {}, "azure-postgresql-tls.jsonc": {} });
    expect(problemsOf(() => findConfiguration(folder))).toEqual([
      `${join(folder, NAME)} and ${join(folder, "azure-postgresql-tls.jsonc")} are both there; one of them must be removed.`,
    ]);
  });

  test("by a host, or not", () => {
    write({ "a/.git": "", [`b/${NAME}`]: { unset: "warn" } });
    expect(configurationOf(join(folder, "a"), controls)).toBeUndefined();
    expect(configurationOf(join(folder, "b"), controls)?.settings(ofStack("dev")).options.unset).toBe("warn");
  });
});

describe("what holds", () => {
  test("without a file is the default", () => {
    const configuration = new Configuration({ cwd: folder, controls });
    const { options, waivers, controls: on } = configuration.settings(() => true);
    expect([options, waivers, on, configuration.limits, configuration.exclude, configuration.baseline]).toEqual([
      defaultOptions,
      [],
      controls,
      defaultLimits,
      [],
      undefined,
    ]);
  });

  test.each<[string, Files, object]>([
    [
      "is for all that heeds it",
      { [NAME]: { unset: "warn", minimumTlsVersion: "1.3" } },
      { [SINGLE]: { unset: "warn" }, [FLEXIBLE]: { unset: "warn", minimumTlsVersion: "1.3" } },
    ],
    [
      "for one control wins over what holds for all",
      { [NAME]: { controls: { "AZR-000147": { unset: "ignore" } }, unset: "warn" } },
      { [SINGLE]: { unset: "ignore" }, [FLEXIBLE]: { unset: "warn" } },
    ],
    [
      "for one control wins over what is said of each",
      { [NAME]: { controls: { [SINGLE]: { unset: "ignore" }, "*": { unset: "warn" } } } },
      { [SINGLE]: { unset: "ignore" }, [FLEXIBLE]: { unset: "warn" } },
    ],
    ["is of one control alone", { [NAME]: { controls: { "*": false, "azure-postgresql-use-ssl": true } } }, { [SINGLE]: {} }],
    ["is not of a control that is off", { [NAME]: { controls: { [SINGLE]: false } } }, { [FLEXIBLE]: {} }],
    [
      "in a file wins over what it extends",
      {
        [NAME]: { extends: "./platform/base.json", unset: "warn" },
        "platform/base.json": { extends: "../top.jsonc", unset: "ignore", undetermined: "error" },
        "top.jsonc": '{ "unset": "error", /* strict */ "minimumTlsVersion": "1.3" }',
      },
      {
        [SINGLE]: { unset: "warn", undetermined: "error" },
        [FLEXIBLE]: { unset: "warn", undetermined: "error", minimumTlsVersion: "1.3" },
      },
    ],
    [
      "may come from a package",
      {
        [NAME]: { extends: "@contoso/tls" },
        "node_modules/@contoso/tls/package.json": { main: "tls.json" },
        "node_modules/@contoso/tls/tls.json": { unset: "warn" },
      },
      { [SINGLE]: { unset: "warn" }, [FLEXIBLE]: { unset: "warn" } },
    ],
    [
      "may come from a file of a package",
      { [NAME]: { extends: "contoso/tls.jsonc" }, "node_modules/contoso/tls.jsonc": '{ "unset": "warn", }' },
      { [SINGLE]: { unset: "warn" }, [FLEXIBLE]: { unset: "warn" } },
    ],
  ])("%s", (_name, files, expected) => {
    expect(held(configured(files))).toEqual(expected);
  });

  test("for a part is what its overrides say, the later over the earlier", () => {
    const configuration = configured({
      [NAME]: {
        extends: "./base.json",
        unset: "error",
        overrides: [
          { stacks: ["dev-*", "test"], unset: "warn", waivers: [{ control: "*", resource: "legacy", reason: "Only for development." }] },
          { stacks: ["shop/dev-a"], unset: "ignore", controls: { [SINGLE]: false } },
        ],
      },
      "base.json": { overrides: [{ stacks: ["**"], unset: "warn", undetermined: "ignore" }] },
    });
    expect(held(configuration)).toEqual({ [SINGLE]: {}, [FLEXIBLE]: {} });
    expect(held(configuration, ofStack("prod"))).toEqual({ [SINGLE]: { undetermined: "ignore" }, [FLEXIBLE]: { undetermined: "ignore" } });
    expect(held(configuration, ofStack("dev-a", "shop/dev-a"))).toEqual({ [FLEXIBLE]: { unset: "ignore", undetermined: "ignore" } });
    const waivedIn = (...stack: readonly string[]): string[] => configuration.settings(ofStack(...stack)).waivers.map(({ words }) => words);
    expect([waivedIn("prod"), waivedIn("dev-b")]).toEqual([[], ["overrides[0].waivers[0]"]]);
    expect(configuration.settings(ofStack("dev-b"))).toBe(configuration.settings(ofStack("dev-c")));
  });

  test("of limits, of files to leave out and of the baseline", () => {
    const configuration = configured({
      [NAME]: { extends: "./platform/base.json", limits: { copyCount: 5 }, exclude: ["archive/**"] },
      "platform/base.json": { limits: { copyCount: 9, nesting: 50 }, exclude: ["**"], baseline: "baseline.json" },
    });
    expect(configuration.limits).toEqual({ ...defaultLimits, copyCount: 5, nesting: 50 });
    expect(configuration.exclude).toEqual(["archive/**"]);
    expect(configuration.baseline).toMatchObject({ path: join(folder, "platform/baseline.json"), place: { file: "platform/base.json" } });
    expect(configuration.files).toEqual([NAME, "platform/base.json"]);
  });

  test("is what is given besides, over all files", () => {
    const configuration = configured({ [NAME]: { unset: "warn", overrides: [{ stacks: ["dev"], unset: "ignore" }] } });
    const given: GivenOptions[] = [
      { words: "the options of guard", options: { undetermined: "error" } },
      { words: "the policy configuration", control: SINGLE, options: { unset: "error" } },
    ];
    const { optionsOf, options } = configuration.settings(ofStack("dev"), given);
    expect([optionsOf.get(SINGLE), optionsOf.get(FLEXIBLE), options]).toEqual([
      { ...defaultOptions, unset: "error", undetermined: "error" },
      { ...defaultOptions, unset: "ignore", undetermined: "error" },
      { ...defaultOptions, unset: "ignore", undetermined: "error" },
    ]);
  });
});

describe("what a file that is final says", () => {
  const platform = {
    final: true,
    unset: "error",
    controls: { [SINGLE]: { waivable: false }, [FLEXIBLE]: true },
    exclude: [],
    overrides: [{ stacks: ["lab"], unset: "warn" }],
  };
  const own = (content: object): Files => ({ [NAME]: { extends: "./platform.json", ...content }, "platform.json": platform });

  test.each<[string, object, readonly string[]]>([
    ["may be said again", { exclude: [], controls: { [SINGLE]: true } }, []],
    ["leaves the rest", { undetermined: "error", limits: { nesting: 9 } }, []],
    ["is not changed for all", { unset: "warn" }, [`${NAME}:3:12: unset: found "warn"; platform.json:3:12 says "error", and is final.`]],
    [
      "is not changed for a control",
      { controls: { [FLEXIBLE]: { unset: "ignore" } } },
      [`${NAME}:5:16: controls.${FLEXIBLE}.unset: found "ignore"; platform.json:3:12 says "error", and is final.`],
    ],
    [
      "is not changed for a part",
      { overrides: [{ files: ["a"], unset: "warn" }] },
      [`${NAME}:8:16: overrides[0].unset: found "warn"; platform.json:3:12 says "error", and is final.`],
    ],
    [
      "keeps a control on",
      { controls: { "*": false } },
      [
        `${NAME}:4:10: controls["*"]: found false; platform.json:5:32 says true, and is final.`,
        `${NAME}:4:10: controls["*"]: found false; platform.json:8:94 says true, and is final.`,
      ],
    ],
    [
      "keeps a control from being waived",
      { controls: { [SINGLE]: { waivable: true } } },
      [`${NAME}:5:19: controls["${SINGLE}"].waivable: found true; platform.json:6:19 says false, and is final.`],
    ],
    ["keeps files in", { exclude: ["**"] }, [`${NAME}:3:14: exclude: found ["**"]; platform.json:10:14 says [], and is final.`]],
  ])("%s", (_name, content, problems) => {
    const found = problemsOf(() => configured(own(content)));
    expect(found.map((problem) => problem.replace(/:\d+:\d+/g, ""))).toEqual(problems.map((problem) => problem.replace(/:\d+:\d+/g, "")));
  });

  test("is not changed by what is given besides, either", () => {
    const configuration = configured(own({}));
    const given = [{ words: "the options of guard", options: { unset: "warn" } }];
    expect(problemsOf(() => configuration.settings(ofStack("prod"), given))).toEqual([
      'the options of guard: unset: found "warn"; platform.json:3:12 says "error", and is final.',
    ]);
    expect(held(configuration, ofStack("lab"))).toEqual({ [SINGLE]: { unset: "warn" }, [FLEXIBLE]: { unset: "warn" } });
  });

  test("names who keeps a control from being waived", () => {
    expect([...configured(own({})).unwaivable]).toEqual([[SINGLE, "platform.json:6:19"]]);
  });
});

const OPTIONS = '"minimumTlsVersion", "unset", "undetermined", "unread"';
const TOP = `${OPTIONS}, "$schema", "extends", "final", "baseline", "exclude", "limits", "overrides", "controls", "waivers"`;
const CONTROLS = `"${SINGLE}", "AZR-000147", "azure-postgresql-use-ssl", "${FLEXIBLE}", "azure-postgresql-flexible-secure-tls", "*"`;
const EXTENDED = 'accepted is a path that begins with "./" or "../", or the name of a package whose main file is a configuration';

test.each<[string, Files, readonly string[]]>([
  ["is no JSON", { [NAME]: "{" }, [`${NAME}:1:2: The text is not JSON: close brace expected.`]],
  ["is no object", { [NAME]: "[]" }, [`${NAME}:1:1: the configuration: found an array; accepted is an object.`]],
  [
    "is nested too deeply",
    { [NAME]: `{ "a": ${"[".repeat(300)}` },
    [`${NAME} can't be read: Objects and arrays are nested more than 200 levels deep.`],
  ],
  [
    "has one mistake after another",
    {
      [NAME]: `{
  "$schema": 1, "final": "yes", "unsett": "warn", "unset": "WARN", "baseline": "", "exclude": ["a", 1],
  "limits": { "copyCount": 0, "nestings": 1 },
  "controls": { "Azure.PostgreSQL.UseSSI": true, "AZR-000147": "off", "${SINGLE}": { "minimumTlsVersion": "1.2", "waivable": "no" } },
  "overrides": [ { "unset": "warn" }, 1, { "files": "*", "limits": {} }, { "stacks": [], "controls": { "*": { "waivable": false } } } ],
  "waivers": [ { "control": "*", "resource": "a", "reason": "later" } ],
  "__proto__": { "unset": "ignore" }
}`,
    },
    [
      `${NAME}:2:14: $schema: found 1; accepted is the address of a JSON Schema.`,
      `${NAME}:2:26: final: found "yes"; accepted are true, false.`,
      `${NAME}:2:43: unsett: found an unknown key; accepted are ${TOP}.`,
      `${NAME}:2:60: unset: found "WARN"; accepted are "error", "warn", "ignore".`,
      `${NAME}:2:80: baseline: found ""; accepted is the path of a file.`,
      `${NAME}:2:101: exclude[1]: found 1; accepted is a glob.`,
      `${NAME}:3:28: limits.copyCount: found 0; accepted is a number of at least 1.`,
      `${NAME}:3:43: limits.nestings: found an unknown limit; accepted are "fileSize", "nesting", "expressionDepth", "copyCount", "deploymentDepth", "valueSize", "resources", "seconds".`,
      `${NAME}:4:44: controls["Azure.PostgreSQL.UseSSI"]: found an unknown control; accepted are ${CONTROLS}.`,
      `${NAME}:4:64: controls["AZR-000147"]: found "off"; accepted are true, false, or an object with its options.`,
      `${NAME}:4:121: controls["${SINGLE}"].minimumTlsVersion: found an unknown key; accepted are "unset", "undetermined", "waivable".`,
      `${NAME}:4:140: controls["${SINGLE}"].waivable: found "no"; accepted are true, false.`,
      `${NAME}:5:18: overrides[0]: found an object; accepted is an object with "files" or "stacks", arrays of globs.`,
      `${NAME}:5:39: overrides[1]: found 1; accepted is an object with "files" or "stacks", and what holds for these.`,
      `${NAME}:5:53: overrides[2].files: found "*"; accepted is an array of globs.`,
      `${NAME}:5:68: overrides[2].limits: found an unknown key; accepted are ${OPTIONS}, "files", "stacks", "controls", "waivers".`,
      `${NAME}:5:123: overrides[3].controls["*"].waivable: found an unknown key; accepted are "unset", "undetermined", "minimumTlsVersion".`,
      `${NAME}:6:16: waivers[0].reason: found "later"; accepted is a text of at least 10 characters that says why.`,
      `${NAME}:7:16: __proto__: found an unknown key; accepted are ${TOP}.`,
    ],
  ],
  [
    "has a key twice",
    {
      [NAME]:
        '{\n  "unset": "ignore",\n  "unset": "error", "unset": "warn",\n  "controls": { "*": { "unset": "warn", "unse\\u0074": "error" } } }',
    },
    [
      `${NAME}:3:3: unset: found the key on line 2, column 3 as well; accepted is one of the two.`,
      `${NAME}:3:21: unset: found the key on line 3, column 3 as well; accepted is one of the two.`,
      `${NAME}:4:41: controls["*"].unset: found the key on line 4, column 24 as well; accepted is one of the two.`,
    ],
  ],
  [
    "has a key twice, between comments",
    {
      [NAME]: '{ // "a": 1, 5" wide\n  "unset": "ignore", /* "b": 2 */\n  "unset" /* : */: "er:ror", "exclude": ["*",], }',
    },
    [
      `${NAME}:2:12: unset: found "er:ror"; accepted are "error", "warn", "ignore".`,
      `${NAME}:3:3: unset: found the key on line 2, column 3 as well; accepted is one of the two.`,
    ],
  ],
  [
    "has two names of one control",
    { [NAME]: { controls: { "*": true, [SINGLE]: true, "azure-postgresql-use-ssl": false } } },
    [`${NAME}:5:33: controls["azure-postgresql-use-ssl"]: found "${SINGLE}" as well, the same control; accepted is one of the two.`],
  ],
  ["leaves nothing on", { [NAME]: { controls: { "*": false } } }, [`${NAME}: controls: all are off; accepted is that one is on.`]],
  ["extends a number", { [NAME]: '{ "extends": 1 }' }, [`${NAME}:1:14: extends: found 1; ${EXTENDED}.`]],
  [
    "extends what isn't installed",
    { [NAME]: '{ "extends": "base.json" }' },
    [`${NAME}:1:14: extends: found "base.json", and no such package is installed; ${EXTENDED}.`],
  ],
  [
    "extends a program",
    { [NAME]: '{ "extends": "base" }', "node_modules/base/index.js": "" },
    [`${NAME}:1:14: extends: found "base"; it leads to node_modules/base/index.js, and accepted is a file in JSON.`],
  ],
  [
    "extends itself",
    { [NAME]: `{ "extends": "./${NAME}" }` },
    [`${NAME}:1:14: extends: found a file that extends this one; accepted is a file that doesn't lead back here.`],
  ],
  [
    "extends what extends it",
    { [NAME]: '{ "extends": "./a.json" }', "a.json": '{ "extends": "./b/../b.json" }', "b.json": '{ "extends": "./a.json" }' },
    [`b.json:1:14: extends: found a file that extends this one; accepted is a file that doesn't lead back here.`],
  ],
  [
    "extends a file with mistakes",
    { [NAME]: '{ "extends": "./a.json", "b": 1 }', "a.json": '{\n"unset": null }' },
    [
      `a.json:2:10: unset: found null; accepted are "error", "warn", "ignore".`,
      `${NAME}:1:31: b: found an unknown key; accepted are ${TOP}.`,
    ],
  ],
])("a configuration that %s is refused", (_name, files, problems) => {
  expect(problemsOf(() => configured(files))).toEqual(problems);
});

test("a file that isn't there is named", () => {
  expect(problemsOf(() => configured({ [NAME]: '{ "extends": "./nowhere.json" }' }))).toEqual([
    `${NAME}:1:14: extends: found "./nowhere.json"; nowhere.json can't be read: there is no such file or folder.`,
  ]);
  expect(problemsOf(() => configured({}, "nowhere.json"))).toEqual(["nowhere.json can't be read: there is no such file or folder."]);
});

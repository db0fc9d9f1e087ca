import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";

/** The rooms of the house: what each may import, besides its own files. */
const layers = {
  model: [],
  limits: ["model"],
  version: [],
  engine: ["model"],
  "resource-types": ["model", "engine"],
  controls: ["model", "engine", "resource-types"],
  json: ["model", "limits"],
  symbolic: ["model", "limits", "engine"],
  arm: ["model", "limits", "engine", "json", "symbolic"],
  bicep: ["model", "limits", "engine", "json", "symbolic", "arm"],
  terraform: ["model", "limits", "engine", "resource-types", "json", "symbolic", "arm"],
  configuration: ["model", "limits", "version", "engine", "json"],
  command: ["model", "limits", "version", "engine", "configuration", "controls", "json", "symbolic", "arm", "bicep", "terraform"],
  "asked-report": ["host-report"],
  "host-report": ["model", "version", "engine", "command"],
  "pulumi-policy": ["model", "asked-report", "host-report", "engine", "configuration", "resource-types", "controls", "symbolic", "arm"],
  "cdktf-aspect": ["model", "asked-report", "host-report", "engine", "configuration", "controls", "terraform"],
};

const isFile = (name) => ["model", "limits", "version", "asked-report", "host-report"].includes(name);
const files = Object.keys(layers).filter(isFile);
const folders = Object.keys(layers).filter((name) => !isFile(name));
const isHost = (name) => ["pulumi-policy", "cdktf-aspect"].includes(name);

export default tseslint.config(
  // The last ones use packages of their own, which aren't installed with the rest.
  {
    ignores: ["**/dist/", "**/node_modules/", "**/*.js", "**/*.mjs", "examples/cdktf-azurerm/", "examples/cdktn-azurerm/", "**/*.cdktf.ts"],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: "tsconfig.json" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["shared/**/*.ts", "pulumi-policy/**/*.ts", "cdktf-aspect/**/*.ts"],
    plugins: { boundaries },
    settings: {
      "import/resolver": { node: { extensions: [".ts"] } },
      "boundaries/elements": folders.map((type) => ({ type, pattern: isHost(type) ? type : `shared/${type}` })),
      "boundaries/files": files.map((category) => ({ category, pattern: `shared/${category}.ts` })),
    },
    rules: {
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: [
            { allow: { to: { module: { origin: ["external", "core"] } } } },
            ...Object.entries(layers).flatMap(([room, allowed]) => {
              const from = isFile(room) ? { file: { categories: room } } : { element: { type: room } };
              const [own, others] = [allowed.filter(isFile), [room, ...allowed].filter((name) => !isFile(name))];
              return [
                { from, allow: { to: { file: { categories: { anyOf: own } } } } },
                { from, allow: { to: { element: { types: { anyOf: others } } } } },
              ];
            }),
          ],
        },
      ],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "max-len": ["error", { code: 140, ignoreTemplateLiterals: true, ignoreStrings: true, ignoreRegExpLiterals: true }],
    },
  },
  {
    files: ["shared/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["@pulumi/*", "cdktf", "cdktf/*", "cdktn", "cdktn/*", "constructs", "constructs/*"],
              message: "shared/ serves every host and depends on none.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["shared/**/*.ts", "pulumi-policy/**/*.ts", "cdktf-aspect/**/*.ts"],
    ignores: ["shared/command/**", "shared/configuration/**", "pulumi-policy/bundle/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          paths: ["node:fs", "node:child_process", "node:net", "node:http", "node:https"].map((name) => ({
            name,
            message: "Only the command and the configuration read files.",
          })),
        },
      ],
    },
  },
);

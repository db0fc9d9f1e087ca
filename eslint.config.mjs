import tseslint from "typescript-eslint";

export default tseslint.config(
  // The last two are packages of their own, whose dependencies aren't installed with the rest.
  { ignores: ["**/dist/", "**/node_modules/", "**/*.js", "**/*.mjs", "examples/cdktf-azurerm/", "examples/cdktn-azurerm/"] },
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
);

const common = {
  testEnvironment: "node",
  setupFiles: ["<rootDir>/test/property-seed.ts"],
  transform: {
    "^.+\\.ts$": ["ts-jest", { tsconfig: { module: "commonjs", target: "es2022", isolatedModules: true }, diagnostics: false }],
  },
};

/** @type {import("jest").Config} */
module.exports = {
  // Real programs, packs and command lines are started as processes of their own.
  testTimeout: 120_000,
  projects: [
    { ...common, displayName: "unit", roots: ["<rootDir>/test/unit"] },
    { ...common, displayName: "e2e", roots: ["<rootDir>/test/e2e"], globalSetup: "<rootDir>/test/stale-dist.ts" },
    {
      ...common,
      displayName: "one-file",
      // What is tested of the policy pack's folder holds for the pack as one file.
      roots: ["<rootDir>/test/e2e"],
      testMatch: ["**/*pulumi*.test.ts"],
      globals: { policyPack: "pulumi-policy/dist/azure-postgresql-tls-pack" },
      globalSetup: "<rootDir>/test/stale-dist.ts",
    },
  ],
};

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  transform: {
    "^.+\\.ts$": ["ts-jest", { tsconfig: { module: "commonjs", target: "es2022", isolatedModules: true }, diagnostics: false }],
  },
  // Real programs and real packs are started as processes of their own.
  testTimeout: 120_000,
};

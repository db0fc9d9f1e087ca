#!/usr/bin/env node
// Prints where the policy pack is as one file, for `pulumi preview --policy-pack`.
const { resolve } = require("node:path");

if (process.argv.slice(2).join(" ") === "path") {
  console.log(resolve(__dirname, "../dist/azure-postgresql-tls-pack"));
} else {
  console.error("usage: azure-postgresql-tls-policy path");
  process.exitCode = 2;
}

#!/usr/bin/env node
// Node.js 22 and later then start faster from the second run on, as npm does.
require("node:module").enableCompileCache?.();
require("../dist/command/cli.js");

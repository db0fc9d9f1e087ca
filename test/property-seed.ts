import fc from "fast-check";

// A change is not to be held up by a case that it has nothing to do with: CI tries the same ones each time, all others new ones.
if (process.env["CI"]) fc.configureGlobal({ seed: 20_251_121 });

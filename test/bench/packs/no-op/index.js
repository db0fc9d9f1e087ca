const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("bench-no-op", {
  policies: [{ name: "no-op", description: "Does nothing.", enforcementLevel: "mandatory", validateResource() {}, validateStack() {} }],
});

/** Holds the version that reports and baselines name to that of the packages. */
import aspect from "../../cdktf-aspect/package.json";
import pack from "../../pulumi-policy/package.json";
import command from "../../shared/package.json";
import { version } from "../../shared/version";

test("the version that hosts name is that of every package", () => {
  expect([command.version, pack.version, aspect.version]).toEqual([version, version, version]);
});

test("the policy SDK is one that takes a level from what a policy reports, as the summary of what is accepted needs", () => {
  expect(pack.dependencies["@pulumi/policy"]).toBe("^1.21.0");
});

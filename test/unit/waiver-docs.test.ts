import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { check } from "../../shared/command/check";
import { controls } from "../../shared/controls";
import { defaultLimits } from "../../shared/limits";
import { defaultOptions } from "../registry";

const [, section = ""] = /^### In code\n(.*?)^## /ms.exec(readFileSync(resolve(__dirname, "../../shared/README.md"), "utf8")) ?? [];
const samples = [...section.matchAll(/```([\w.]+)\n(.*?)```/gs)].map(([, extension = "", text = ""]) => ({ extension, text }));

const folder = mkdtempSync(join(tmpdir(), "waiver-docs-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("waivers are shown in each language that has them", () => {
  expect(samples.map(({ extension }) => extension)).toEqual(["bicep", "json", "tf.json"]);
});

test.each(samples)("the waiver that is shown in $extension accepts what is found", ({ extension, text }) => {
  const file = `main.${extension}`;
  writeFileSync(join(folder, file), text);
  const { findings, notices, problems } = check({ paths: [file], cwd: folder, controls, options: defaultOptions, limits: defaultLimits });
  expect(problems).toEqual([]);
  expect(notices).toEqual([]);
  expect(findings.map(({ control, verdict, accepted }) => ({ control, verdict, ...accepted, place: undefined }))).toEqual([
    {
      control: "Azure.PostgreSQL.UseSSL",
      verdict: "fail",
      by: "waiver",
      reason: "The old client speaks no TLS.",
      until: "2999-12-31",
      owner: "payments",
      place: undefined,
    },
  ]);
});

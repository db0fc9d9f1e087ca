import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

const NEVER_INVOKED =
  "A PostgresqlTlsAspect was never invoked, so it has checked nothing: CDKTF and CDK Terrain ignore aspects of the app. " +
  "Call guard(app), or add the aspect to each stack.\n";

/** What an app of two stacks says on standard error, up to the end of its process. */
function stderrOf(library: string, statements: string): string {
  const outdir = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-exit-"));
  const program = `
    const { App, Aspects, TerraformStack } = require(${JSON.stringify(library)});
    const { guard, PostgresqlTlsAspect } = require("./cdktf-aspect");
    const app = new App({ outdir: ${JSON.stringify(outdir)} });
    const [one, two] = ["one", "two"].map((id) => new TerraformStack(app, id));
    ${statements}
  `;
  const { stderr } = spawnSync(process.execPath, ["--eval", program], { cwd: root, encoding: "utf8" });
  rmSync(outdir, { recursive: true });
  return stderr;
}

describe.each(["cdktf", "cdktn"])("%s: the end of the process", (library) => {
  test.each([
    ["an aspect of the app", "Aspects.of(app).add(new PostgresqlTlsAspect()); app.synth();"],
    ["an aspect that is added nowhere", "new PostgresqlTlsAspect(); app.synth();"],
    ["an aspect of a stack that is never synthesized", "Aspects.of(one).add(new PostgresqlTlsAspect());"],
    [
      "one aspect of the app besides one of a stack",
      "Aspects.of(app).add(new PostgresqlTlsAspect()); Aspects.of(one).add(new PostgresqlTlsAspect()); app.synth();",
    ],
    ["several, told once", "for (const of of [app, app]) Aspects.of(of).add(new PostgresqlTlsAspect()); app.synth();"],
  ])("tells of %s", (_name, statements) => {
    expect(stderrOf(library, statements)).toBe(NEVER_INVOKED);
  });

  test.each([
    ["an aspect of a stack", "Aspects.of(two).add(new PostgresqlTlsAspect()); app.synth();"],
    ["guard", "guard(app); app.synth();"],
    ["no aspect", "app.synth();"],
  ])("has nothing to tell of %s", (_name, statements) => {
    expect(stderrOf(library, statements)).toBe("");
  });
});

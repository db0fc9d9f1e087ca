import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse as parseHcl } from "@cdktn/hcl2json";
import { parse as parseJsonc } from "jsonc-parser";
import { controls } from "../../shared/controls";

const root = resolve(__dirname, "../..");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: unknown): void {
  writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
}

interface Report {
  readonly findings: readonly { readonly control: string; readonly accepted?: { readonly reason: string; readonly until: string } }[];
}

function check(): { readonly code: number | null; readonly report: Report } {
  const args = [join(root, "shared/bin/azure-postgresql-tls.js"), "check", "--format", "json"];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { code: status, report: JSON.parse(stdout) as Report };
}

/** The code that a page shows behind some words. */
function shownBehind(page: string, words: string): string {
  const from = page.indexOf(words, page.indexOf("## Waive"));
  return /```\w+\n(.*?)\n```/s.exec(page.slice(from))?.[1] ?? "";
}

const ways: readonly {
  readonly where: string;
  readonly write: (page: string, example: (extension: string) => string) => Promise<void> | void;
}[] = [
  {
    where: "in the configuration",
    write(page, example) {
      write("azure-postgresql-tls.json", shownBehind(page, "In the configuration"));
      write("main.json", example(".json"));
    },
  },
  {
    where: "in Bicep",
    write(page, example) {
      const directive = shownBehind(page, "In Bicep");
      write("main.bicep", example(".bicep").replace(/^resource /gm, `${directive}\nresource `));
    },
  },
  {
    where: "in an ARM template",
    write(page, example) {
      const beside = JSON.parse(`{${shownBehind(page, "In an ARM template")}}`) as object;
      const template = parseJsonc(example(".json")) as { resources: object[] };
      write("main.json", { ...template, resources: template.resources.map((resource) => ({ ...resource, ...beside })) });
    },
  },
  {
    where: "in Terraform's JSON",
    async write(page, example) {
      const beside = JSON.parse(`{${shownBehind(page, "In Terraform's JSON")}}`) as object;
      const { resource: types } = (await parseHcl("main.tf", example(".tf"))) as { resource: Record<string, Record<string, object[]>> };
      const waived = Object.entries(types).map(([type, blocks]) => {
        const own = Object.entries(blocks).map(([name, [block]]) => [name, { ...block, ...beside }] as const);
        return [type, Object.fromEntries(own)] as const;
      });
      write("main.tf.json", { resource: Object.fromEntries(waived) });
    },
  },
];

const cases = controls.flatMap((control) => ways.map((way) => ({ ...way, name: control.name, id: control.id })));

test.each(cases)("what the page of $name says of a waiver $where accepts what is wrong", async ({ id, name, write: writeExample }) => {
  const page = readFileSync(join(root, `shared/controls/${name}.md`), "utf8");
  await writeExample(page, (extension) => readFileSync(join(root, `examples/controls/${name}/avoid${extension}`), "utf8"));
  const { code, report } = check();
  expect(report.findings.length).toBeGreaterThan(0);
  for (const finding of report.findings)
    expect(finding).toMatchObject({ control: id, accepted: { reason: "The old client speaks no TLS.", until: "2030-12-31" } });
  expect(code).toBe(0);
});

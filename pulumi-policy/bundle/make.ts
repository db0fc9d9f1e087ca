/**
 * Makes the policy pack as one file that Pulumi starts by itself. Most of a pack's start is to load `@pulumi/pulumi` and
 * `@grpc/grpc-js`; of these the policy SDK needs only the wire's messages, which are bundled, and a little that has stand-ins.
 */
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build as esbuild, type Metafile, type Plugin } from "esbuild";

const PACKAGE = resolve(__dirname, "..");
const FILE = join(PACKAGE, "dist/azure-postgresql-tls-pack");
const { version } = readJson(PACKAGE);

/** What the bundle holds in place of the SDK's own module. */
const standIns: Readonly<Record<string, string>> = {
  "@grpc/grpc-js": join(__dirname, "grpc.ts"),
  "@pulumi/pulumi": join(__dirname, "pulumi.ts"),
  "@pulumi/pulumi/runtime/rpc": join(__dirname, "rpc.ts"),
};

/** What the bundle takes from the SDK as it is: modules that load nothing else of it. */
const BUNDLED = /^@pulumi\/pulumi\/(asset$|proto\/)/;

const withStandIns: Plugin = {
  name: "with-stand-ins",
  setup(build) {
    build.onResolve({ filter: /^@(grpc\/grpc-js|pulumi\/pulumi)($|\/)/ }, ({ path, importer }) => {
      if (BUNDLED.test(path)) return undefined;
      const standIn = standIns[path];
      return standIn ? { path: standIn } : { errors: [{ text: `${path} has no stand-in, and ${importer} needs it` }] };
    });
  },
};

/** How the policy SDK learns the version of the pack that it serves: from the folder that it runs in. */
const READS_VERSION = "require(`${cwd}/package.json`)";

const withOwnVersion: Plugin = {
  name: "with-own-version",
  setup(build) {
    build.onLoad({ filter: /@pulumi[\\/]policy[\\/]policy\.js$/ }, ({ path }) => {
      const [before, after, ...more] = readFileSync(path, "utf8").split(READS_VERSION);
      if (before === undefined || after === undefined || more.length > 0)
        return { errors: [{ text: `${path} reads the pack's version in another way than ${READS_VERSION}` }] };
      return { contents: `${before}${JSON.stringify({ version })}${after}` };
    });
  },
};

/** The licenses of what is bundled, as a comment: each asks to be kept with copies. */
function licenses({ inputs }: Metafile): string {
  const folders = new Set(Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const packagesOf = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    const { name, version: bundled, license } = readJson(folder);
    const text = file === undefined ? `License: ${license}` : readFileSync(join(folder, file), "utf8").trim();
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${bundled}`]);
  }
  const notices = [...packagesOf].map(([text, packages]) => `${packages.join(", ")}\n\n${text}`);
  return `/*\nThis file contains:\n\n${notices.join("\n\n").replaceAll("*/", "* /")}\n*/\n`;
}

function readJson(folder: string): { readonly name: string; readonly version: string; readonly license: string } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as ReturnType<typeof readJson>;
}

async function main(): Promise<void> {
  const { metafile } = await esbuild({
    entryPoints: [join(__dirname, "index.ts")],
    outfile: FILE,
    bundle: true,
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    // An error that nothing catches is printed with its line.
    lineLimit: 140,
    legalComments: "none",
    banner: { js: "#!/usr/bin/env node" },
    // Its other form requires its parts in a way that a bundle doesn't see.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    plugins: [withStandIns, withOwnVersion],
    metafile: true,
    logLevel: "warning",
  });
  writeFileSync(FILE, readFileSync(FILE, "utf8") + licenses(metafile));
  chmodSync(FILE, 0o755);
  const digest = createHash("sha256").update(readFileSync(FILE)).digest("hex");
  // As `sha256sum --check` reads it.
  writeFileSync(`${FILE}.sha256`, `${digest}  ${basename(FILE)}\n`);
}

void main();

import { resolve } from "node:path";
import type * as Bicep from "../../bicep";
import { readTemplate } from "../../arm/resources";
import { parseJson } from "../../json/parse";
import { newBudget } from "../../limits";
import { bicepFiles } from "../bicep-files";
import type * as BicepCli from "../bicep-cli";
import { limitInWords } from "../limit-in-words";
import type { FileProblem } from "../read-file";
import { startOf } from "../report";
import type { Reader, Source, SourceLanguage } from "./reader";

/** The compiler is loaded where there is something to compile: runs without Bicep pay nothing for it. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- As above.
const compiler = (): typeof Bicep => require("../../bicep") as typeof Bicep;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- Nor do others for what starts a process.
const bicepCli = (): typeof BicepCli => require("../bicep-cli") as typeof BicepCli;

/** What a file has that deploys a template which it loads: `template: loadJsonContent('database.json')`. */
const DEPLOYS_LOADED = [/\bload(Json|Yaml|Text)Content\b/, /'Microsoft\.Resources\/deployment/i];

/** Bicep, compiled to the template that Microsoft's compiler would make of it. */
export const bicep: Reader = {
  kind: "Bicep",
  takesParameters: true,
  mayMatter: () => false,
  recognises: () => undefined,
  read: (document, { parameters, budget, subjects }) => readTemplate(document, parameters, budget, subjects, compiler().bicepLanguage),
  language: {
    extension: ".bicep",
    parametersExtension: ".bicepparam",
    uses(path, text) {
      const loaded = DEPLOYS_LOADED.every((pattern) => pattern.test(text)) ? [undefined] : [];
      if (!/\b(module|using)\b/.test(text)) return { deployed: [], elsewhere: loaded };
      const { usedFiles, onlyNamespaceOf } = compiler();
      const { deployed, elsewhere } = usedFiles(path, text);
      return { deployed, elsewhere: [...elsewhere.map((written) => onlyNamespaceOf(written)), ...loaded] };
    },
    files: bicepFiles,
    compile: (path, reader) => (reader.bicepCli === undefined ? compile(path, reader) : compileWithCli(path, reader.bicepCli, reader)),
    compileParameters(path, reader) {
      const { compileParameters, givenInTemplate } = compiler();
      const compiled = compileParameters(path, { files: bicepFiles(path, reader), budget: newBudget(reader.limits) });
      if (!compiled) return undefined;
      const { using, deployment, document, problems } = compiled;
      const given = givenInTemplate(document, newBudget(reader.limits));
      return { using, given, problems: problems.map(toFileProblem), ...(deployment && { deployment }) };
    },
  },
};

const compile: SourceLanguage["compile"] = (path, reader): Source | undefined => {
  const compiled = compiler().compileBicep(path, { files: bicepFiles(path, reader), budget: newBudget(reader.limits) });
  return compiled && { document: compiled.document, problems: compiled.problems.map(toFileProblem) };
};

function toFileProblem({ message, limit, ...place }: Bicep.Problem): FileProblem {
  return { message: limitInWords({ message, ...(limit && { limit }) }), place };
}

/** What the CLI makes holds; the places are those that are found here, which the CLI doesn't tell. */
function compileWithCli(path: string, cli: string, reader: Parameters<SourceLanguage["compile"]>[1]): Source {
  const { base, limits } = reader;
  const options = { files: bicepFiles(path, reader), budget: newBudget(limits), symbolicNames: "where needed" as const };
  const own = compiler().compileBicep(path, options)?.document;
  const result = bicepCli().compileByCli(cli, resolve(base, path));
  const place = startOf(path);
  if ("problem" in result) return { document: { file: path, value: {} }, problems: [{ place, message: result.problem }] };
  const { value, problems } = parseJson(result.template, newBudget(limits));
  const [problem] = problems;
  const message = `What the Bicep CLI made is no template: ${problem?.message ?? ""}`;
  return {
    document: {
      file: path,
      value,
      places: (at) => own?.places(at) ?? [place],
      ...(own && { waivers: own.waivers, allWaivers: own.allWaivers }),
    },
    problems: problem ? [{ place, message }] : [],
  };
}

import { camelCased, type NewControl } from "./request";

const text = (value: string): string => JSON.stringify(value);

/** The file of a control. */
export function controlSource(control: NewControl): string {
  const { name, on, path, setting, accepted, id, product, version, url, severity, title, why } = control;
  const wanted =
    setting === undefined
      ? `path: ${text(path ?? "")}, accepted: [${text(accepted)}],`
      : `options: {}, settings: () => [{ name: ${text(setting.name)}, accepted: [${text(accepted)}], default: ${text(setting.default)} }],`;
  const kind = setting === undefined ? "property" : "settings";
  const make = setting === undefined ? "controlOfProperty" : "controlOfSettings";
  const fix =
    setting === undefined ? `Set ${path ?? ""} of the resource to ${accepted}.` : `Set ${setting.name} of the server to ${accepted}.`;
  return `import { ${camelCased(on)} } from "../resource-types/${on}";
import { ${make} } from "./kinds/${kind}";

/** ${product}, ${id}. */
export const ${camelCased(name)} = ${make}({
  id: ${text(id)},
  name: ${text(name)},
  title: ${text(title)},
  severity: ${text(severity)},
  why: ${text(why)},
  fix: ${text(fix)},
  upstream: { product: ${text(product)}, version: ${text(version)}, id: ${text(id)}, url: ${text(url)} },
  on: ${camelCased(on)},
  ${wanted}
});
`;
}

/** The name of a control's verdict table. */
export function rowsName(name: string): string {
  return `${camelCased(name)}Rows`;
}

/** The file of a control's rows: the cases that every control has. */
export function rowsSource(control: NewControl): string {
  return control.setting === undefined ? propertyRows(control) : settingRows(control, control.setting);
}

function swapCase(value: string): string {
  return Array.from(value, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join("");
}

function propertyRows({ name, id, type, path = "", accepted }: NewControl): string {
  return `import { ${camelCased(name)} } from "../../shared/controls/${name}";
import { CLUSTER } from "./arm-types";
import { propertyFinding } from "./kinds/property";
import { is, rowsOf, type RowResource, type Written } from "./row";

const TYPE = ${text(type.arm)};
const PATH = ${text(path)};

const resource = (written?: Written): RowResource => ({
  id: "one",
  type: TYPE,
  values: written === undefined ? {} : { [PATH]: written },
});

const finding = propertyFinding({ type: TYPE, path: PATH, wanted: ${text(accepted)} });

/** The verdict table of \`${id}\`. */
export const ${rowsName(name)} = rowsOf(${camelCased(name)}, [
  { name: "the value passes", shows: "compliant", resources: [resource(is(${text(accepted)}))], verdicts: { one: "pass" }, findings: [] },
  { name: "its case doesn't matter", shows: "wrong case", resources: [resource(is(${text(swapCase(accepted))}))], verdicts: { one: "pass" }, findings: [] },
  { name: "another text fails", shows: "violating", resources: [resource(is(""))], verdicts: { one: "fail" }, findings: [finding("one", "fail", () => "is an empty string")] },
  { name: "an array fails as one", shows: "wrong type", resources: [resource(is([]))], verdicts: { one: "fail" }, findings: [finding("one", "fail", () => "is an array")] },
  { name: "not written is unset", shows: "unset", resources: [resource()], verdicts: { one: "unset" }, findings: [finding("one", "unset", () => "is not set")] },
  { name: "unknown is undetermined", shows: "unknown", resources: [resource("unknown")], verdicts: { one: "undetermined" }, findings: [finding("one", "undetermined", (words) => words.later)] },
  { name: "a cluster of Cosmos DB for PostgreSQL is not judged", shows: "unrelated resource", resources: [{ id: "cluster", type: CLUSTER }], verdicts: {}, findings: [] },
]);
`;
}

function settingRows({ name, id, type, accepted }: NewControl, setting: { readonly name: string; readonly default: string }): string {
  const wanted = { wanted: accepted, proposed: accepted, default: setting.default };
  return `import { ${camelCased(name)} } from "../../shared/controls/${name}";
import { CLUSTER } from "./arm-types";
import { settingFindings, settingOf } from "./kinds/settings";
import { is, rowsOf, type RowResource, type Written } from "./row";

const TYPE = ${text(type.arm)};
const SETTINGS = ${text(`${type.arm}/${type.settings?.collection ?? ""}`)};
const NAME = ${text(setting.name)};

const { value, missing } = settingFindings({ type: SETTINGS, settings: { [NAME]: ${JSON.stringify(wanted)} } });

const server: RowResource = { id: "pg", type: TYPE };
const setting = (written?: Written): RowResource => settingOf(SETTINGS, NAME, written, { id: "setting" });

/** The verdict table of \`${id}\`. */
export const ${rowsName(name)} = rowsOf(${camelCased(name)}, [
  { name: "the value passes", shows: "compliant", resources: [server, setting(is(${text(accepted)}))], verdicts: { pg: "pass", setting: "pass" }, findings: [] },
  { name: "its case doesn't matter", shows: "wrong case", resources: [server, setting(is(${text(swapCase(accepted))}))], verdicts: { pg: "pass", setting: "pass" }, findings: [] },
  { name: "another text fails", shows: "violating", resources: [server, setting(is(""))], verdicts: { pg: "fail", setting: "fail" }, findings: [value("setting", NAME, "fail", () => "is an empty string")] },
  { name: "an array fails as one", shows: "wrong type", resources: [server, setting(is([]))], verdicts: { pg: "fail", setting: "fail" }, findings: [value("setting", NAME, "fail", () => "is an array")] },
  { name: "nothing set is unset", shows: "unset", resources: [server], verdicts: { pg: "unset" }, findings: [missing(NAME, "pg")] },
  { name: "unknown is undetermined", shows: "unknown", resources: [server, setting("unknown")], verdicts: { pg: "undetermined", setting: "undetermined" }, findings: [value("setting", NAME, "undetermined", (words) => words.later)] },
  { name: "a cluster of Cosmos DB for PostgreSQL is not judged", shows: "unrelated resource", resources: [{ id: "cluster", type: CLUSTER }], verdicts: {}, findings: [] },
]);
`;
}

/** The index of the controls with one more. */
export function registeredControl(index: string, name: string): string {
  return withImport(index, `import { ${camelCased(name)} } from "./${name}";`).replace(
    /(export const controls = \[[^\]]*?),?\s*\]/,
    `$1, ${camelCased(name)}]`,
  );
}

/** The index of the rows with one more. */
export function registeredRows(index: string, name: string): string {
  return withImport(index, `import { ${rowsName(name)} } from "./${name}";`).replace(
    /(export const rows: readonly Row\[\] = \[[^\]]*?),?\s*\]/,
    `$1, ...${rowsName(name)}]`,
  );
}

function withImport(source: string, line: string): string {
  const last = source.lastIndexOf("import ");
  const end = source.indexOf("\n", last) + 1;
  return source.slice(0, end) + line + "\n" + source.slice(end);
}

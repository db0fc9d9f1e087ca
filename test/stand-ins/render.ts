import { relative } from "node:path";
import type { PreviewResult } from "./engine";
import type { Diagnostic, Resource } from "./policy-pack";
import { STACK_TYPE } from "./urn";

const PREFIXES = { create: "+", update: "~", same: " ", skip: " " } as const;
const DONE = { create: "created", update: "updated", same: "", skip: "" } as const;
const LEVELS = ["mandatory", "advisory"];
const SEVERITIES = ["critical", "high", "medium", "low", undefined];

type Paint = (style: keyof typeof STYLES, text: string) => string;
const STYLES = { headline: "1;35", info: "35", error: "31", warning: "33", create: "32", update: "33" } as const;

/**
 * Prints what the command line prints of a preview or an update: the resources, what the policies report, what went
 * wrong, and a summary. Properties, and the stack's outputs, are left out.
 * @param options color: with the colors of a terminal
 */
export function renderPreview(result: PreviewResult, options: { color?: boolean } = {}): string {
  const paint: Paint = (style, text) => (options.color ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
  return [
    `${result.update ? "Updating" : "Previewing update"} (${result.stack}):`,
    ...resourceTable(result, paint),
    "",
    ...policies(result, paint),
    ...diagnostics(result, paint),
    ...summary(result, paint),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

interface Row {
  resource: Resource;
  branches: string;
}

function resourceTable(result: PreviewResult, paint: Paint): string[] {
  const rows = shown(result).map(({ resource, branches }) => {
    const operation = result.operations[resource.urn] ?? "same";
    const prefix = PREFIXES[operation];
    return {
      prefix: operation === "create" || operation === "update" ? paint(operation, prefix) : prefix,
      type: branches + displayType(resource.type),
      name: resource.name,
      plan: result.update ? DONE[operation] : prefix === " " ? "" : operation,
    };
  });
  const header = { prefix: " ", type: "Type", name: "Name", plan: result.update ? "Status" : "Plan" };
  const all = [header, ...rows];
  const width = (column: "type" | "name"): number => Math.max(...all.map((row) => row[column].length));
  return all.map(({ prefix, type, name, plan }) => ` ${prefix}   ${type.padEnd(width("type"))}  ${name.padEnd(width("name"))}  ${plan}`);
}

/** The stack, and below it what is created or updated, and what is needed to show where; default providers are hidden. */
function shown(result: PreviewResult): Row[] {
  const isShown = ({ type, name, urn }: Resource): boolean => {
    if (type === STACK_TYPE) return true;
    if (type.startsWith("pulumi:providers:") && /^default(_|$)/.test(name)) return false;
    const operation = result.operations[urn];
    return operation === "create" || operation === "update" || children(urn).length > 0;
  };
  const children = (parent: string): Resource[] => result.resources.filter((resource) => resource.parent === parent && isShown(resource));
  const below = (parent: Resource, indentation: string): Row[] => {
    const list = children(parent.urn);
    return list.flatMap((resource, index) => {
      const isLast = index === list.length - 1;
      return [{ resource, branches: indentation + (isLast ? "└─ " : "├─ ") }, ...below(resource, indentation + (isLast ? "   " : "│  "))];
    });
  };
  return result.resources
    .filter(({ type }) => type === STACK_TYPE)
    .flatMap((stack) => [{ resource: stack, branches: "" }, ...below(stack, "")]);
}

/** `azure:postgresql/server:Server` is shown as `azure:postgresql:Server`. */
function displayType(type: string): string {
  const [sdk, module, name = ""] = type.split(":");
  const [first, file] = (module ?? "").split("/");
  return file?.toLowerCase() === name.toLowerCase() ? `${String(sdk)}:${String(first)}:${name}` : type;
}

function policies({ policyPack, diagnostics: found }: PreviewResult, paint: Paint): string[] {
  if (!policyPack) return [];
  const status = found.some(({ level }) => level === "mandatory") ? "❌" : found.length > 0 ? "⚠️" : "✅";
  const path = relative(process.cwd(), policyPack.path) || ".";
  return [
    paint("headline", "Policies:"),
    `    ${status} ${paint("info", `${policyPack.name}@v${policyPack.version}`)} (local: ${path})`,
    ...[...found].sort(compare).flatMap((diagnostic) => violation(diagnostic, paint)),
    "",
  ];
}

function violation({ level, severity, policyName, urn, message }: Diagnostic, paint: Paint): string[] {
  const label = `[${level}]${severity ? ` [severity: ${severity}]` : ""}  ${policyName}`;
  const [, , qualifiedType = "", ...name] = urn.split("::");
  const type = qualifiedType.split("$").at(-1) ?? "";
  return [
    `        - ${paint(level === "mandatory" ? "error" : "warning", label)}  (${type}: ${name.join("::")})`,
    ...message
      .trimEnd()
      .split("\n")
      .map((line) => `          ${line}`),
  ];
}

/** By level, severity, policy and resource, as the command line sorts them. */
function compare(one: Diagnostic, other: Diagnostic): number {
  return (
    LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) ||
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    byText(one.policyName, other.policyName) ||
    byText(one.urn, other.urn)
  );
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function diagnostics({ project, stack, stdout, stderr, exitCode, update }: PreviewResult, paint: Paint): string[] {
  const failed = exitCode === 0 ? "" : `error: ${update ? "update" : "preview"} failed\n`;
  const text = (stdout + stderr + failed).trimEnd();
  if (text === "") return [];
  return [
    paint("headline", "Diagnostics:"),
    `  ${STACK_TYPE} (${project}-${stack}):`,
    ...text.split("\n").map((line) => `    ${line.startsWith("error:") ? paint("error", line) : line}`),
    "",
  ];
}

function summary(result: PreviewResult, paint: Paint): string[] {
  const rows = shown(result).map(({ resource }) => result.operations[resource.urn]);
  const count = (operation: "create" | "update"): number => rows.filter((row) => row === operation).length;
  const line = (operation: "create" | "update", text: string): string[] =>
    count(operation) === 0 ? [] : [`    ${paint(operation, `${PREFIXES[operation]} ${String(count(operation))} ${text}`)}`];
  const reported = LEVELS.map((level) => {
    const found = result.diagnostics.filter((diagnostic) => diagnostic.level === level).length;
    return `${String(found)} ${level}`;
  });
  return [
    paint("headline", "Resources:"),
    ...line("create", result.update ? "created" : "to create"),
    ...line("update", result.update ? "updated" : "to update"),
    `    ${String(result.resources.length)} judged; violations: ${reported.join(", ")}`,
  ];
}

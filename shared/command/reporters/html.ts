import { createHash } from "node:crypto";
import { controlPage } from "../../engine/control-page";
import { asVisible } from "../../engine/show";
import type { Place } from "../../model";
import type { CheckFinding, CheckReport, CheckResult } from "../report";
import { summarize } from "../summary";
import { page, script, style } from "./html/parts";
import type { Reporter, ReportContext } from "./reporter";
import { snippetOf } from "./snippet";

/** A report as one page that needs no network. What others wrote is data in it, which its script shows as text. */
export const html: Reporter = (report, context) => {
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  const inserted: Readonly<Record<string, string>> = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    style: `<style>${style}</style>`,
    data: `<script type="application/json" id="data">${dataOf(report, context)}</script>`,
    script: `<script>${script}</script>`,
  };
  return page.replaceAll(/<!-- (\w+) -->/g, (_, name: string) => inserted[name] ?? "");
};

function hashOf(content: string): string {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

/** What the page's script shows, as JSON that ends no element of the page. */
function dataOf(report: CheckReport, context: ReportContext): string {
  const { files, findings, unread, problems, notices, results } = report;
  const { version, date, options, controls } = context;
  const data = {
    version,
    date: date.toISOString(),
    options,
    summary: summarize(report),
    controls: controls.map((control) => ({ ...control, page: controlPage(control) })).map(toControl),
    findings: findings.map(toFinding),
    resources: results.map(toResource),
    notes: [
      ...problems.map((problem) => ({ kind: "not fully read", level: "error", ...problem })),
      ...notices.map((notice) => ({ kind: "configuration", ...notice })),
      ...unread.map((one) => ({ kind: "not checked", ...one })),
    ].map(({ kind, level, message, place }) => ({ kind, level, message, place: place && at(place) })),
    files,
  };
  return JSON.stringify(data, (key, value: unknown) => (typeof value === "string" && key !== "code" ? asVisible(value) : value)).replaceAll(
    "<",
    "\\u003c",
  );
}

function toControl({
  id,
  title,
  severity,
  why,
  fix,
  page,
  upstream,
}: ReportContext["controls"][number] & { readonly page: string }): object {
  return { id, title, severity, why, fix, page, upstream: { product: upstream.product, id: upstream.id, url: upstream.url } };
}

function toFinding(finding: CheckFinding): object {
  const { control, resource, verdict, level, message, armPath, setting, condition, place, root, valueFrom, parameters } = finding;
  const { accepted, expired } = finding;
  return {
    control,
    verdict,
    level,
    message,
    ...namesOf(resource),
    place: at(place),
    armPath,
    setting,
    condition,
    from: valueFrom.map(at),
    through: place.through?.map(at),
    root: place.through ? undefined : root,
    parameters,
    snippet: snippetOf(finding),
    accepted: accepted && { ...accepted, place: accepted.place && at(accepted.place) },
    expired,
  };
}

function toResource({ control, resource, verdict, conditional, place, byParameters }: CheckResult): object {
  return { control, verdict, ...namesOf(resource), place: at(place), conditional, byParameters };
}

function namesOf({ name, address, nativeType }: CheckFinding["resource"]): object {
  return { name: name === "" ? address : name, address, type: nativeType };
}

function at({ file, start }: Place): string {
  return `${file}:${String(start.line)}:${String(start.column)}`;
}

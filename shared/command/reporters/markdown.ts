import { controlPage } from "../../engine/control-page";
import { asVisible } from "../../engine/show";
import type { Accepted, Control, Level, Place } from "../../model";
import type { CheckFinding, CheckReport } from "../report";
import { summarize } from "../summary";
import type { Reporter } from "./reporter";
import { inWords, summaryLine } from "./text";

/** A comment on GitHub may have 65,536 characters, and a job's summary of many jobs some more. */
const MAX_LENGTH = 60_000;

/** A report in Markdown, for a comment on a pull request, a job's summary or a wiki. */
export const markdown: Reporter = (report, { controls, quiet }) => {
  const { errors, warnings, resources } = summarize(report);
  const mark = errors > 0 ? "❌" : warnings > 0 || resources === 0 ? "⚠️" : "✅";
  const open = report.findings.filter(({ accepted }) => !accepted);
  const sections = [
    table(
      ["### Not fully read"],
      report.problems.map((problem) => ({ ...problem, level: "error" })),
    ),
    table(["### Configuration"], report.notices),
    ...controls.map((control) => ofControl(control, open)),
    table(["### Not checked"], report.unread),
    acceptedSection(report),
  ].flat();
  return [`## ${mark} Azure PostgreSQL TLS`, "", ...(quiet ? [] : [prose(summaryLine(report, false)), ""]), ...shortened(sections), ""]
    .join("\n")
    .replace(/\n+$/, "\n");
};

function ofControl(control: Control, open: readonly CheckFinding[]): string[] {
  const own = open.filter((finding) => finding.control === control.id).map((finding) => ({ ...finding, message: inWords(finding) }));
  return table([`### ${prose(control.title)}`, "", `[${control.id}](${controlPage(control)}): ${prose(control.fix)}`], own);
}

/** A row of a table. */
interface Row {
  readonly level: Level;
  readonly message: string;
  readonly place?: Place;
}

function table(heading: readonly string[], rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ level, place, message }) => {
    return `| ${level === "error" ? "❌" : "⚠️"} | ${place ? at(place) : ""} | ${prose(message)} |`;
  });
  return [...heading, "", "| | Where | What |", "|---|---|---|", ...lines, ""];
}

function acceptedSection({ findings }: CheckReport): string[] {
  const accepted = findings.flatMap((finding) => (finding.accepted ? [{ finding, accepted: finding.accepted }] : []));
  if (accepted.length === 0) return [];
  return [
    `<details><summary>${String(accepted.length)} accepted</summary>`,
    "",
    "| Where | What | Why | Until | Owner |",
    "|---|---|---|---|---|",
    ...accepted.map(({ finding, accepted: { by, reason, until, owner } }: { finding: CheckFinding; accepted: Accepted }) => {
      const why = reason ?? (by === "baseline" ? "in the baseline" : "");
      return `| ${at(finding.place)} | ${prose(inWords(finding))} | ${prose(why)} | ${prose(until ?? "")} | ${prose(owner ?? "")} |`;
    }),
    "",
    "</details>",
    "",
  ];
}

/** As many lines as a comment takes; a table or a list that is cut says how much is left out. */
function shortened(all: readonly string[]): readonly string[] {
  let length = 0;
  const end = all.findIndex((line) => (length += line.length + 1) > MAX_LENGTH);
  if (end === -1) return all;
  const isOpen = all.slice(0, end).lastIndexOf("</details>") < all.slice(0, end).findLastIndex((line) => line.startsWith("<details>"));
  const left = all.slice(end).filter((line) => /^\| (?!\||Where)/.test(line)).length;
  const told = `${String(left)} more lines are left out: a comment on GitHub would not take them. Write a report in another format too.`;
  return [...all.slice(0, end), "", ...(isOpen ? ["</details>", ""] : []), told];
}

function at({ file, start }: Place): string {
  return code(`${asVisible(file)}:${String(start.line)}`);
}

/** What is a word in every dialect of Markdown: no mark, no link, no mention of somebody, no tag. */
const PLAIN = /^[A-Za-z0-9.,;:'"()%…–-]*$/;
const MAYBE_LINK = /www\.|:\/\/|^[0-9a-f]{7,40}$|^GH-\d/i;

/** A text that somebody else wrote, as text: each of its words that Markdown might take for more is shown as code. */
function prose(text: string): string {
  return asVisible(text).split(" ").map(inline).join(" ");
}

function inline(word: string): string {
  if (PLAIN.test(word) && !MAYBE_LINK.test(word)) return word;
  if (word === ">") return "&gt;";
  const [, before = "", inner = "", after = ""] = /^(\(?)(.*?)([.,;:)]*)$/.exec(word) ?? [];
  return `${before}${code(inner)}${after}`;
}

/** A text as code, also in a table: there an upright bar would end the cell, in a code span too. */
function code(text: string): string {
  if (text.includes("|")) return `<code>${text.replaceAll(/[^A-Za-z0-9 ]/gu, (mark) => `&#${String(mark.codePointAt(0))};`)}</code>`;
  const ticks = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  const padding = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${ticks}${padding}${text}${padding}${ticks}`;
}

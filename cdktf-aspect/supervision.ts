import { OptionsError } from "../shared/engine/options";
import { partOf, type Report, type Result } from "../shared/engine/run-controls";
import { messageOf } from "../shared/engine/show";
import type * as Loaded from "../shared/host-report";
import type { Accepted, Level, Origin, Verdict } from "../shared/model";
import type { TerraformDocument } from "../shared/terraform/program";
import { constructAt, isBelow, rootOf, stacksBelow, type ConstructLike, type StackLike } from "./constructs";
import { fixStack, type Fixed } from "./fix";
import { isDeclaredAt, type AspectReport, type StackJudge } from "./judge";
import { isSameRendering } from "./render";
import type { Setup } from "./setup";

/** What is to be reported of a stack. */
export interface Supervision {
  readonly setup: Setup;
  /** Where in the stack. */
  readonly scopes: () => readonly ConstructLike[];
  /** Where in the app, as far as it is known by now: that is what is written to a file. */
  readonly reported: () => readonly ConstructLike[];
  /** Whether to say of a stack without servers that it has none. */
  readonly tellsOfNone: (report: Report) => boolean;
}

const supervisions = new WeakMap<StackLike, Supervision[]>();

/** Has a stack judged when it is its turn to be validated; whatever has it judged, each thing is reported once. */
export function supervise(stack: StackLike, supervision: Supervision, judge: StackJudge): void {
  const others = supervisions.get(stack);
  if (others) {
    others.push(supervision);
    return;
  }
  const all = [supervision];
  supervisions.set(stack, all);
  afterValidation(stack, () => {
    const program = programOf(stack, judge);
    program.beginTurn(stack);
    const fixed = all.flatMap((one) => (one.setup.isFixing ? program.fix(stack, one) : []));
    const reports = all.map((one) => ({ ...one, report: program.report(one.setup) }));
    annotate(stack, reports);
    for (const { construct, message } of fixed) addOnce(construct, ANNOTATIONS.info, message);
    for (const { report } of reports) program.tellNotices(stack, report);
    for (const one of all) program.write(one);
  });
}

/** Does something when a stack has been validated: the validations of its constructs may change it. */
function afterValidation(stack: StackLike, act: () => void): void {
  const validate = stack.runAllValidations.bind(stack);
  stack.runAllValidations = () => {
    try {
      validate();
    } finally {
      telling(stack, act);
    }
  };
}

/** Does something that fails, if at all, by an error on the stack. */
function telling(stack: StackLike, act: () => void): void {
  try {
    act();
  } catch (error) {
    // Most likely the author's own: a value that can't be rendered, which the library is about to meet as well.
    const words = `Whether PostgreSQL servers enforce TLS could not be checked: ${messageOf(error)}`;
    addOnce(stack, ANNOTATIONS.error, error instanceof OptionsError ? error.message : words);
  }
}

const programs = new WeakMap<ConstructLike, SynthesizedProgram>();

function programOf(stack: StackLike, judge: StackJudge): SynthesizedProgram {
  const root = rootOf(stack);
  const program = programs.get(root) ?? new SynthesizedProgram(root, judge);
  programs.set(root, program);
  return program;
}

/**
 * All stacks of an app while it is synthesized. When a stack is validated, its own aspects have run, and those of later
 * stacks have not: so each is rendered again in its turn, and judged again only if it has changed.
 */
class SynthesizedProgram {
  readonly #rendered = new Map<StackLike, TerraformDocument>();
  readonly #hadTurn = new Set<StackLike>();
  readonly #reports = new Map<string, AspectReport>();
  readonly #toldNotices = new Set<string>();
  /** What was written last, by the key of the setup. */
  readonly #written = new Map<string, { readonly report: AspectReport; readonly where: string }>();

  constructor(
    readonly root: ConstructLike,
    readonly judge: StackJudge,
  ) {}

  /** Renders a stack as it is in its turn; with the first one, and with one that is new, all others that haven't been. */
  beginTurn(stack: StackLike): void {
    // Its second turn begins another synthesis, before which anything may have changed.
    if (this.#hadTurn.has(stack)) this.#clear();
    this.#hadTurn.add(stack);
    const before = this.#rendered.get(stack);
    const after = this.judge.render(stack, "in turn");
    this.#rendered.set(stack, after);
    if (before && isSameRendering(before, after)) return;
    this.#reports.clear();
    if (before) return;
    for (const other of stacksBelow(this.root))
      if (!this.#rendered.has(other)) this.#rendered.set(other, this.judge.render(other, "prepared"));
  }

  report(setup: Setup): AspectReport {
    const report = this.#reports.get(setup.key) ?? this.judge.judge([...this.#rendered.values()], setup);
    this.#reports.set(setup.key, report);
    return report;
  }

  /** Fixes a stack in its turn, and renders it again if anything was changed. */
  fix(stack: StackLike, { setup, scopes }: Supervision): readonly Fixed[] {
    const document = this.#rendered.get(stack);
    const { controls } = setup.settings(stack.node.path);
    const fixed = document ? fixStack(stack, document, this.report(setup).findings, scopes(), controls) : [];
    if (fixed.length === 0) return [];
    this.#rendered.set(stack, this.judge.render(stack, "in turn"));
    this.#reports.clear();
    return fixed;
  }

  /** Says what is to be said of waivers: each thing once, on the stack whose turn it is. */
  tellNotices(stack: StackLike, { notices }: AspectReport): void {
    for (const { level, message } of notices) {
      if (this.#toldNotices.has(message)) continue;
      this.#toldNotices.add(message);
      addOnce(stack, ANNOTATIONS[level], message);
    }
  }

  /**
   * Writes what is found to the file that the user asked for, if it isn't there yet. The first turn judges all stacks, so mostly
   * that is all; which turn is the last can't be told, as the libraries may stop at a stack with errors.
   */
  write({ setup, reported }: Supervision): void {
    if (!setup.report) return;
    const report = this.report(setup);
    const paths = reported().map(({ node }) => node.path);
    const where = JSON.stringify(paths);
    const before = this.#written.get(setup.key);
    if (before?.report === report && before.where === where) return;
    this.#written.set(setup.key, { report, where });
    const isOwn = (origin: Origin): boolean => paths.some((path) => isDeclaredAt(origin, path));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- Most programs ask for none.
    const { writeHostReport } = require("../shared/host-report") as typeof Loaded;
    const { notices } = report;
    writeHostReport(setup.report, { report: partOf(report, isOwn), file: "cdktf.json", kind: "CDKTF app", notices }, setup.settings(""));
  }

  #clear(): void {
    this.#rendered.clear();
    this.#hadTurn.clear();
    this.#reports.clear();
    this.#toldNotices.clear();
  }
}

interface Supervised extends Supervision {
  readonly report: AspectReport;
}

/** How serious an annotation is: what is accepted is only told. */
type AnnotationLevel = Level | "info";

const ANNOTATIONS: Readonly<Record<AnnotationLevel, string>> = { error: "@cdktf/error", warning: "@cdktf/warn", info: "@cdktf/info" };

const STRICTEST_FIRST = Object.keys(ANNOTATIONS);

function isStricter(a: AnnotationLevel, b: AnnotationLevel | undefined): boolean {
  return b === undefined || STRICTEST_FIRST.indexOf(a) < STRICTEST_FIRST.indexOf(b);
}

interface Line {
  readonly construct: ConstructLike;
  readonly level: AnnotationLevel;
  readonly message: string;
}

/** Reports what concerns one stack on its constructs: each message once, as the strictest supervision has it. */
function annotate(stack: StackLike, all: readonly Supervised[]): void {
  const results = new Map<string, Verdict>();
  const lines = new Map<string, Line>();
  for (const { report, scopes } of all) {
    for (const [path, part] of byConstruct(report)) {
      const construct = constructAt(stack, path);
      if (!construct || !scopes().some((scope) => isBelow(construct, scope))) continue;
      for (const { origin, level, message, accepted } of part.messages) {
        const text = `${instanceOf(origin)}${message}`;
        const key = `${construct.node.path} ${text}`;
        if (isStricter(level, lines.get(key)?.level)) lines.set(key, { construct, level, message: text + inWords(accepted) });
      }
      for (const { resource, verdict } of part.servers) results.set(resource.address, worse(results.get(resource.address), verdict));
    }
  }
  for (const { construct, level, message } of lines.values()) addOnce(construct, ANNOTATIONS[level], message);
  const accepted = [...lines.values()].filter(({ level }) => level === "info").length;
  if (results.size > 0 || all.some(({ report, tellsOfNone }) => tellsOfNone(report)))
    addOnce(stack, ANNOTATIONS.info, summary([...results.values()], accepted));
}

/** What a report says of one construct. */
interface ReportPart {
  readonly messages: Message[];
  readonly servers: Result[];
}

const partsOf = new WeakMap<Report, ReadonlyMap<string, ReportPart>>();

/** A report by the paths of the constructs that it is about: taken apart once, not for each stack. */
function byConstruct(report: Report): ReadonlyMap<string, ReportPart> {
  const known = partsOf.get(report);
  if (known) return known;
  const parts = new Map<string, ReportPart>();
  const partOf = ({ declaration = "" }: Origin): ReportPart => {
    const part = parts.get(declaration) ?? { messages: [], servers: [] };
    parts.set(declaration, part);
    return part;
  };
  for (const message of messagesOf(report)) partOf(message.origin).messages.push(message);
  for (const result of report.results) if (isServer(result.resource)) partOf(result.resource).servers.push(result);
  partsOf.set(report, parts);
  return parts;
}

interface Message {
  readonly origin: Origin;
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly accepted?: Accepted;
}

function messagesOf(report: Report): Message[] {
  return [
    ...report.findings.map(({ resource, level, message, control, accepted }) => ({
      origin: resource,
      level: accepted ? ("info" as const) : level,
      message: `${message} [${control}]`,
      ...(accepted && { accepted }),
    })),
    ...report.unread.map(({ origin, level, message }) => ({ origin, level, message: `${message} [unread]` })),
    ...report.internalErrors.map(({ resource, message }) => ({ origin: resource, level: "error" as const, message })),
  ];
}

/** Why a finding is accepted, to stand behind it. */
function inWords(accepted: Accepted | undefined): string {
  if (!accepted) return "";
  if (accepted.by === "baseline") return " Accepted by the baseline.";
  const { until, owner, reason = "" } = accepted;
  return ` Waived${until === undefined ? "" : ` until ${until}`}${owner === undefined ? "" : `, owner ${owner}`}: ${reason}`;
}

/** Names one of the instances that a construct stands for; all of them are reported on the construct. */
function instanceOf({ address, declaration = "" }: Origin): string {
  const suffix = address.startsWith(declaration) ? /^\[[^#/]*\]/.exec(address.slice(declaration.length))?.[0] : undefined;
  return suffix === undefined ? "" : `${declaration.split("/").at(-1) ?? ""}${suffix}: `;
}

/** Later is worse. */
const VERDICTS: readonly Verdict[] = ["not-applicable", "pass", "unset", "undetermined", "fail"];

function worse(a: Verdict | undefined, b: Verdict): Verdict {
  return a !== undefined && VERDICTS.indexOf(a) > VERDICTS.indexOf(b) ? a : b;
}

/** Whether a result is that of a server, and not of one of its parameters. */
function isServer({ nativeType, address }: Origin): boolean {
  return !/configuration/i.test(nativeType) && !/\/server_configuration(\.[^/]*)?$/.test(address);
}

/** How many servers were checked, and what came of it: so that all being well differs from nothing having been checked. */
export function summary(verdicts: readonly Verdict[], accepted = 0): string {
  if (verdicts.length === 0) return "No PostgreSQL servers to check.";
  const counts = VERDICTS.flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length;
    return count === 0 ? [] : [`${String(count)} ${verdict}`];
  });
  const also = accepted === 0 ? "" : ` ${String(accepted)} finding${accepted === 1 ? " is" : "s are"} accepted.`;
  return `${String(verdicts.length)} PostgreSQL server${verdicts.length === 1 ? "" : "s"} checked: ${counts.join(", ")}.${also}`;
}

function addOnce({ node }: ConstructLike, type: string, message: string): void {
  if (!node.metadata.some((entry) => entry.type === type && entry.data === message)) node.addMetadata(type, message);
}

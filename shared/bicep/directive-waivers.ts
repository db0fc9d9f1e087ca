import { fold } from "../engine/names";
import type { Place, WrittenWaiver } from "../model";
import { endOf, indexOf, layoutOf, type SourceFile } from "./source-file";
import type { Origin } from "./source-map";
import type { Directive, ModuleDeclaration, ResourceDeclaration } from "./syntax";
import { visit } from "./walk";

/** The waivers of a file. */
interface FileWaivers {
  readonly controlNames: ReadonlySet<string>;
  readonly all: readonly WrittenWaiver[];
  /** By the offset of the resource or the module that they hold for. */
  readonly byDeclaration: ReadonlyMap<number, readonly WrittenWaiver[]>;
}

const known = new WeakMap<SourceFile, FileWaivers>();

/**
 * The waivers that directives give to a resource or a module, which begins at an origin. Codes that name no control are those
 * of Bicep's own diagnostics.
 *
 * `#disable-next-line` gives it to what the next code belongs to: `resource`, a decorator before it, or a line of its body.
 * `#disable-diagnostics` gives it to all that begins before `#restore-diagnostics`, or before the end of the file.
 *
 * @param controlNames in lower case
 */
export function directiveWaivers({ file, offset }: Origin, controlNames: ReadonlySet<string>): readonly WrittenWaiver[] {
  return fileWaivers(file, controlNames).byDeclaration.get(offset) ?? [];
}

/** All waivers that the directives of a file write, also those that are for nothing. */
export function allDirectiveWaivers(file: SourceFile, controlNames: ReadonlySet<string>): readonly WrittenWaiver[] {
  return fileWaivers(file, controlNames).all;
}

function fileWaivers(file: SourceFile, controlNames: ReadonlySet<string>): FileWaivers {
  if (file.tree.directives.length === 0) return NONE;
  let found = known.get(file);
  if (found?.controlNames !== controlNames) known.set(file, (found = waiversIn(file, controlNames)));
  return found;
}

const NONE: FileWaivers = { controlNames: new Set(), all: [], byDeclaration: new Map() };

function waiversIn(file: SourceFile, controlNames: ReadonlySet<string>): FileWaivers {
  const directives = file.tree.directives.flatMap((directive): OfControls[] => {
    const codes = new Map(directive.codes.filter((code) => controlNames.has(fold(code))).map((code) => [fold(code), code]));
    const waivers = new Map([...codes].map(([folded, code]) => [folded, waiverOf(file, directive, code, codes)]));
    return waivers.size === 0 ? [] : [{ ...directive, waivers }];
  });
  if (directives.length === 0) return { ...NONE, controlNames };
  const found = new Map<number, WrittenWaiver[]>();
  const give = (to: number, waiver: WrittenWaiver): void => {
    const own = found.get(to);
    if (own) own.push(waiver);
    else found.set(to, [waiver]);
  };
  const declarations = declarationsIn(file);
  giveNextLines(file, directives, declarations, give);
  giveRanges(directives, declarations, give);
  const all = directives.filter(({ name }) => name !== "restore-diagnostics").flatMap(({ waivers }) => [...waivers.values()]);
  return { controlNames, all, byDeclaration: found };
}

/** A directive that names controls. */
interface OfControls extends Directive {
  /** By the control's name, in lower case. */
  readonly waivers: ReadonlyMap<string, WrittenWaiver>;
}

type Give = (to: number, waiver: WrittenWaiver) => void;

/** A resource or a module, with where it begins, decorators included, and ends. */
interface Declaration {
  readonly start: number;
  readonly offset: number;
  readonly end: number;
}

/** In the order in which they begin; nested ones follow the one around. */
function declarationsIn(file: SourceFile): readonly Declaration[] {
  const { tokens } = layoutOf(file);
  const found: Declaration[] = [];
  const add = ({ decorators, offset }: ResourceDeclaration | ModuleDeclaration): void => {
    const [first] = decorators;
    const start = first ? (tokens[indexOf(tokens, first.offset) - 1]?.offset ?? offset) : offset;
    found.push({ start, offset, end: endOf(tokens, offset) });
  };
  for (const statement of file.tree.statements) {
    if (statement.kind !== "resource" && statement.kind !== "module") continue;
    add(statement);
    visit(statement.body, (expression) => {
      if (expression.kind === "object") expression.resources.forEach(add);
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

function giveNextLines(file: SourceFile, directives: readonly OfControls[], declarations: readonly Declaration[], give: Give): void {
  const { tokens } = layoutOf(file);
  const around: Declaration[] = [];
  let next = 0;
  for (const directive of directives.filter(({ name }) => name === "disable-next-line")) {
    let at = indexOf(tokens, directive.offset);
    while (tokens[at]?.kind === "newline") at++;
    const offset = tokens[at]?.offset ?? Infinity;
    for (let one = declarations[next]; one && one.start <= offset; one = declarations[++next]) {
      leave(around, one.start);
      around.push(one);
    }
    leave(around, offset);
    const innermost = around.at(-1);
    if (innermost) for (const waiver of directive.waivers.values()) give(innermost.offset, waiver);
  }
}

/** Leaves out, of declarations in each other, those that end before an offset. */
function leave(around: Declaration[], offset: number): void {
  for (let last = around.at(-1); last && last.end <= offset; last = around.at(-1)) around.pop();
}

function giveRanges(directives: readonly OfControls[], declarations: readonly Declaration[], give: Give): void {
  const inForce = new Map<string, WrittenWaiver>();
  let next = 0;
  for (const { offset } of declarations.toSorted((a, b) => a.offset - b.offset)) {
    for (let directive = directives[next]; directive && directive.offset < offset; directive = directives[++next]) {
      for (const [folded, waiver] of directive.waivers) {
        if (directive.name === "restore-diagnostics") inForce.delete(folded);
        // As with Bicep's own diagnostics, what is switched off already stays as it is.
        else if (directive.name === "disable-diagnostics" && !inForce.has(folded)) inForce.set(folded, waiver);
      }
    }
    for (const waiver of inForce.values()) give(offset, waiver);
  }
}

/** What is a code of Bicep's rather than a word: `BCP037`, `no-unused-params`. */
const CODE = /^(BCP\d+|[a-z0-9]+(-[a-z0-9]+)+)$/;

/** `until=2027-01-31`, `owner=payments` */
const FIELD = /^(until|owner)=(.*)$/i;

/** "until 2027-01-31" is meant as an end, too; as words of the reason it would never come. */
const END_IN_WORDS = /\buntil[:\s]\s*(?=\d{4}-\d\d-\d\d)/gi;

/**
 * One control of a directive as a waiver. The reason stands in a comment, as Bicep takes all that stands before one for codes;
 * without a comment, the words behind the control are the reason.
 */
function waiverOf(file: SourceFile, directive: Directive, control: string, controls: ReadonlyMap<string, string>): WrittenWaiver {
  const { name, codes, comment } = directive;
  const isControl = (code: string): boolean => controls.has(fold(code));
  const behind = codes.slice(codes.findIndex(isControl)).filter((code) => !isControl(code));
  const inComment = comment
    ?.replaceAll(END_IN_WORDS, "until=")
    .split(/\s+/)
    .filter((word) => word !== "");
  const fields = new Map<string, string>();
  for (const word of [...behind, ...(inComment ?? [])]) {
    const [, key, value = ""] = FIELD.exec(word) ?? [];
    const before = key === undefined ? undefined : fields.get(fold(key));
    // Two ends are no day, so that none of them holds unseen.
    if (key !== undefined) fields.set(fold(key), before === undefined ? value : `${before} and ${value}`);
  }
  const reason = (inComment ?? behind).filter((word) => !FIELD.test(word));
  const isReason = inComment ? reason.length > 0 : reason.some((word) => !CODE.test(word));
  return {
    value: { control, ...(isReason && { reason: reason.join(" ") }), ...Object.fromEntries(fields) },
    words: `#${name} ${control}`,
    place: lineAt(file, directive),
  };
}

/** From a directive to the end of its line. */
function lineAt(file: SourceFile, { offset }: Directive): Place {
  const { positionOf } = layoutOf(file);
  const length = file.text.slice(offset).search(/[\r\n]|$/);
  return { file: file.path, start: positionOf(offset), end: positionOf(offset + length) };
}

import { controls } from "../shared/controls";
import { parseOptions } from "../shared/engine/options";
import type { Report } from "../shared/engine/run-controls";
import { messageOf } from "../shared/engine/show";
import type { Level, LevelOption, Options, Origin } from "../shared/model";
import {
  constructsOf,
  isApp,
  isBelow,
  isStack,
  stackOf,
  stacksAround,
  stacksBelow,
  type ConstructLike,
  type StackLike,
} from "./constructs";
import { stackJudgeOf } from "./judge";

/** Options of the aspect, of {@link guard} and of {@link check}; what is left out has its default. */
export interface AspectOptions {
  /** The lowest TLS version that `ssl_min_protocol_version` may name: `1.2` by default. */
  readonly minimumTlsVersion?: "1.2" | "1.3";
  /** What a value that is not written leads to: `error` by default. */
  readonly unset?: LevelOption;
  /** What a value that can't be known before deployment leads to: `warn` by default. */
  readonly undetermined?: LevelOption;
  /** What a template or a module that can't be read leads to: `warn` by default. */
  readonly unread?: LevelOption;
}

/** As much of an app as {@link guard} needs. */
export interface AppLike extends ConstructLike {
  synth(): void;
}

const stackJudge = stackJudgeOf(controls);
const acceptedOptions = stackJudge.acceptedOptions;

/**
 * Judges stacks by what they write, overrides included. For unit tests, and wherever the report is wanted as data.
 *
 * @param scope an app, for all of its stacks; a stack, for itself and those in it; or a construct, for what it declares
 * @throws OptionsError naming every wrong option
 */
export function check(scope: ConstructLike, options?: AspectOptions): Report {
  const parsed = parseOptions(options, acceptedOptions);
  if (isApp(scope) || isStack(scope)) return judge(stacksBelow(scope), parsed);
  const stack = stackOf(scope);
  const report = judge(stack ? [stack] : [], parsed);
  const { path } = scope.node;
  const isOwn = ({ declaration }: Origin): boolean => declaration === path || declaration?.startsWith(`${path}/`) === true;
  return {
    findings: report.findings.filter(({ resource }) => isOwn(resource)),
    unread: report.unread.filter(({ origin }) => isOwn(origin)),
    results: report.results.filter(({ resource }) => isOwn(resource)),
    internalErrors: report.internalErrors.filter(({ resource }) => isOwn(resource)),
  };
}

/**
 * An aspect for `Aspects.of(stack).add(…)`, or for any construct in a stack. Neither library invokes an aspect that is
 * added to the app; use {@link guard} there.
 *
 * Values are judged in a validation of the stack, after all of its aspects have run, and reported as annotations, so
 * that `cdktf synth` prints them and fails. A synthesis with `skipValidation` is not judged.
 */
export class PostgresqlTlsAspect {
  readonly #options: Options;
  /** Where the aspect was added, by stack. */
  readonly #scopes = new Map<StackLike, ConstructLike[]>();

  /** @throws OptionsError naming every wrong option */
  constructor(options?: AspectOptions) {
    this.#options = parseOptions(options, acceptedOptions);
  }

  /** Called by the library, for the construct that the aspect was added to and everything below it. */
  visit(construct: ConstructLike): void {
    const stack = stackOf(construct);
    if (!stack) return;
    const scopes = this.#scopes.get(stack);
    if (!scopes) {
      this.#scopes.set(stack, [construct]);
      onValidation(stack, () => {
        annotate(stack, judge([stack], this.#options), this.#scopes.get(stack) ?? []);
      });
    } else if (!scopes.some((scope) => isBelow(construct, scope))) {
      scopes.push(construct);
    }
  }
}

const appsWithGuard = new WeakSet<AppLike>();

/**
 * Judges every stack of an app when it is synthesized, also stacks that are added after this call, and joins parameters
 * in one stack with servers in another.
 *
 * @throws OptionsError naming every wrong option
 */
export function guard(app: AppLike, options?: AspectOptions): void {
  const parsed = parseOptions(options, acceptedOptions);
  if (appsWithGuard.has(app)) return;
  appsWithGuard.add(app);
  const synth = app.synth.bind(app);
  const watched = new WeakSet<StackLike>();
  // Only here all stacks are there, and none is written yet.
  app.synth = (): void => {
    const stacks = stacksBelow(app);
    for (const stack of stacks) {
      if (watched.has(stack)) continue;
      watched.add(stack);
      onValidation(stack, () => {
        annotate(stack, judge(stacksBelow(app), parsed), [stack]);
      });
    }
    synth();
  };
}

/**
 * Does something when it is a stack's turn to be validated. A nested stack is validated in the turn of each stack around it
 * too, and what is annotated then would be printed for each of them.
 */
function onValidation(stack: StackLike, act: () => void): void {
  let turns = 0;
  stack.node.addValidation({
    validate: () => {
      turns++;
      if (turns % (stacksAround(stack) + 1) !== 0) return [];
      try {
        act();
      } catch (error) {
        // Most likely the author's own: a value that can't be rendered, which the library is about to meet as well.
        const message = messageOf(error);
        addOnce(stack, "@cdktf/error", `Whether PostgreSQL servers enforce TLS could not be checked: ${message}`);
      }
      return [];
    },
  });
}

function judge(stacks: readonly StackLike[], options: Options): Report {
  return stackJudge.judge(stacks, options);
}

/** Reports what concerns one stack on its constructs, each finding once, however often the stack is synthesized. */
function annotate(stack: StackLike, report: Report, scopes: readonly ConstructLike[]): void {
  const constructs = new Map(constructsOf(stack).map((construct) => [construct.node.path, construct]));
  const add = ({ declaration = "" }: Origin, level: Level, message: string): void => {
    const construct = constructs.get(declaration);
    if (!construct || !scopes.some((scope) => isBelow(construct, scope))) return;
    addOnce(construct, level === "error" ? "@cdktf/error" : "@cdktf/warn", message);
  };
  for (const { resource, level, message, control } of report.findings) add(resource, level, `${message} [${control}]`);
  for (const { origin, level, message } of report.unread) add(origin, level, `${message} [unread]`);
  for (const { resource, message } of report.internalErrors) add(resource, "error", message);
}

function addOnce({ node }: ConstructLike, type: string, message: string): void {
  if (!node.metadata.some((entry) => entry.type === type && entry.data === message)) node.addMetadata(type, message);
}

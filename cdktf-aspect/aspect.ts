import { controls } from "../shared/controls";
import { parseOptions } from "../shared/engine/options";
import { partOf, type Report } from "../shared/engine/run-controls";
import type { LevelOption, Options, Origin } from "../shared/model";
import { isApp, isBelow, isConstruct, rootOf, stackOf, stacksBelow, type ConstructLike, type StackLike } from "./constructs";
import { stackJudgeOf } from "./judge";
import { supervise } from "./supervision";

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
 * Judges what is declared by what is written of it, overrides included, as a synthesis of the whole app would. For unit
 * tests, and wherever the report is wanted as data.
 *
 * @param scope an app, a stack, or any construct: what is declared there and below is reported
 * @throws OptionsError naming every wrong option
 * @throws TypeError for what is no construct
 */
export function check(scope: ConstructLike, options?: AspectOptions): Report {
  const parsed = parseOptions(options, acceptedOptions);
  if (!isConstruct(scope)) throw new TypeError(`check: found ${describe(scope)}; wanted is the app, a stack or another construct.`);
  const stacks = stacksBelow(rootOf(scope)).map((stack) => stackJudge.render(stack, false));
  const report = stackJudge.judge(stacks, parsed);
  const { path } = scope.node;
  const isOwn = ({ declaration }: Origin): boolean => path === "" || declaration === path || declaration?.startsWith(`${path}/`) === true;
  return partOf(report, isOwn);
}

function describe(value: unknown): string {
  if (isApp(value)) return "an app";
  if (isConstruct(value)) return `the construct ${value.node.path}`;
  return value === null ? "null" : `a value of type ${typeof value}`;
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
    notInvoked.add(this);
    tellAtExit();
  }

  /** Called by the library, for the construct that the aspect was added to and everything below it. */
  visit(construct: ConstructLike): void {
    notInvoked.delete(this);
    const stack = stackOf(construct);
    if (!stack) return;
    const scopes = this.#scopes.get(stack);
    if (!scopes) {
      const own = [construct];
      this.#scopes.set(stack, own);
      const isOwn = ({ declaration }: Origin): boolean => declaration?.startsWith(`${stack.node.path}/`) === true;
      const tellsOfNone = ({ results }: Report): boolean => !results.some(({ resource }) => isOwn(resource));
      supervise(stack, { options: this.#options, scopes: () => own, tellsOfNone }, stackJudge);
    } else if (!scopes.some((scope) => isBelow(construct, scope))) {
      scopes.push(construct);
    }
  }
}

/** Aspects that have not been invoked so far. */
const notInvoked = new Set<PostgresqlTlsAspect>();

let isTold = false;

/** The libraries say nothing of an aspect that they never invoke: all that is left is the end of the process. */
function tellAtExit(): void {
  if (isTold) return;
  isTold = true;
  process.once("exit", () => {
    if (notInvoked.size > 0)
      process.stderr.write(
        "A PostgresqlTlsAspect was never invoked, so it has checked nothing: CDKTF and CDK Terrain ignore aspects of the app. Call guard(app), or add the aspect to each stack.\n",
      );
  });
}

const appsWithGuard = new WeakMap<AppLike, string>();

/**
 * Judges every stack of an app when it is synthesized, also stacks that are added after this call, and joins parameters
 * in one stack with servers in another.
 *
 * @throws OptionsError naming every wrong option
 * @throws TypeError for what is no app
 * @throws Error for an app that has a guard with other options
 */
export function guard(app: AppLike, options?: AspectOptions): void {
  const parsed = parseOptions(options, acceptedOptions);
  if (!isApp(app)) throw new TypeError(`guard: found ${describe(app)}; wanted is the app, as in guard(app).`);
  const before = appsWithGuard.get(app);
  const asText = JSON.stringify(parsed);
  if (before !== undefined && before !== asText)
    throw new Error(`guard: the app has a guard already, with the options ${before}; found are ${asText}. Call guard once.`);
  if (before !== undefined) return;
  appsWithGuard.set(app, asText);
  const synth = app.synth.bind(app);
  const watched = new WeakSet<StackLike>();
  // Only here all stacks are there, and none is written yet.
  app.synth = (): void => {
    const stacks = stacksBelow(app);
    for (const stack of stacks) {
      if (watched.has(stack)) continue;
      watched.add(stack);
      const tellsOfNone = ({ results }: Report): boolean => results.length === 0 && stack === stacks[0];
      supervise(stack, { options: parsed, scopes: () => [stack], tellsOfNone }, stackJudge);
    }
    synth();
  };
}

import { controls } from "../shared/controls";
import { OptionsError } from "../shared/engine/options";
import { partOf, type Report } from "../shared/engine/run-controls";
import type { Origin } from "../shared/model";
import { describe, isApp, isBelow, isConstruct, rootOf, stackOf, stacksBelow, type ConstructLike, type StackLike } from "./constructs";
import { isDeclaredAt, stackJudgeOf, type AspectReport } from "./judge";
import { synthesize } from "./rendered-once";
import { setupOf, type AspectOptions, type Setup } from "./setup";
import { supervise } from "./supervision";

/** As much of an app as {@link guard} needs. */
export interface AppLike extends ConstructLike {
  synth(): void;
}

const stackJudge = stackJudgeOf(controls);

/**
 * Judges what is declared by what is written of it, overrides included, as a synthesis of the whole app would. For unit
 * tests, and wherever the report is wanted as data.
 *
 * @param scope an app, a stack, or any construct: what is declared there and below is reported
 * @throws OptionsError naming every wrong option, also those that are for a synthesis
 * @throws TypeError for what is no construct
 */
export function check(scope: ConstructLike, options?: AspectOptions): AspectReport {
  const setup = setupOf(options, "the options of check", controls);
  if (setup.isFixing) throw new OptionsError(["fix: found true; check changes nothing. Give it to guard or to PostgresqlTlsAspect."]);
  if (options?.report !== undefined)
    throw new OptionsError(["report: found a value; check returns the report. Give it to guard or to PostgresqlTlsAspect."]);
  if (!isConstruct(scope)) throw new TypeError(`check: found ${describe(scope)}; wanted is the app, a stack or another construct.`);
  const stacks = stacksBelow(rootOf(scope)).map((stack) => stackJudge.render(stack, "unprepared"));
  const report = stackJudge.judge(stacks, setup);
  const { path } = scope.node;
  return { ...partOf(report, (origin) => isDeclaredAt(origin, path)), notices: report.notices };
}

/**
 * An aspect for `Aspects.of(stack).add(…)`, or for any construct in a stack. Neither library invokes an aspect that is
 * added to the app; use {@link guard} there.
 *
 * Values are judged behind the validations of the stack, after all of its aspects have run, and reported as annotations, so
 * that `cdktf synth` prints them and fails. A synthesis with `skipValidation` is not judged.
 */
export class PostgresqlTlsAspect {
  readonly #setup: Setup;
  /** Where the aspect was added, by stack. */
  readonly #scopes = new Map<StackLike, ConstructLike[]>();

  /** @throws OptionsError naming every wrong option */
  constructor(options?: AspectOptions) {
    this.#setup = setupOf(options, "the options of PostgresqlTlsAspect", controls);
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
      const reported = (): readonly ConstructLike[] => [...this.#scopes.values()].flat();
      supervise(stack, { setup: this.#setup, scopes: () => own, reported, tellsOfNone }, stackJudge);
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
  const setup = setupOf(options, "the options of guard", controls);
  if (!isApp(app)) throw new TypeError(`guard: found ${describe(app)}; wanted is the app, as in guard(app).`);
  const before = appsWithGuard.get(app);
  if (before !== undefined && before !== setup.key)
    throw new Error(`guard: the app has a guard already, with the options ${before}; found are ${setup.key}. Call guard once.`);
  if (before !== undefined) return;
  appsWithGuard.set(app, setup.key);
  const synth = app.synth.bind(app);
  const watched = new WeakSet<StackLike>();
  // Only here all stacks are there, and none is written yet.
  app.synth = (): void => {
    const stacks = stacksBelow(app);
    for (const stack of stacks) {
      if (watched.has(stack)) continue;
      watched.add(stack);
      const tellsOfNone = ({ results }: Report): boolean => results.length === 0 && stack === stacks[0];
      supervise(stack, { setup, scopes: () => [stack], reported: () => [app], tellsOfNone }, stackJudge);
    }
    synthesize(app, synth);
  };
}

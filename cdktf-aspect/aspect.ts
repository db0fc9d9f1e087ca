import { controls } from "../shared/controls";
import { evaluate } from "../shared/engine/evaluate";
import { buildInventory } from "../shared/engine/inventory";
import type { Options, Verdict } from "../shared/model";
import { parseOptions } from "../shared/engine/options";
import { compare, messageOf } from "../shared/engine/text";
import {
  constructsOf,
  isApp,
  isBelow,
  isStack,
  render,
  stackOf,
  stacksAround,
  stacksBelow,
  type ConstructLike,
  type StackLike,
} from "./constructs";
import { argumentsOf, constructPathOf, declaredIn, type Declared, type Voice } from "../shared/terraform/resources";

/** One thing that is wrong, or can't be told, with the place where its author must make the change. */
export interface Finding {
  /** The control's id, e.g. `Azure.PostgreSQL.UseSSL`. */
  readonly control: string;
  /** Path of the construct to change; of its stack, where only an override declares the resource. */
  readonly constructPath: string;
  /** The resource: the construct's path, with `[0]` or `["key"]` where the construct stands for several. */
  readonly address: string;
  readonly verdict: "fail" | "unset" | "undetermined";
  readonly level: "error" | "warn";
  readonly message: string;
}

/** What the controls say of some stacks, sorted by address and control. */
export interface Report {
  readonly findings: readonly Finding[];
  /** The verdict on each resource that a control judges. */
  readonly results: readonly { readonly control: string; readonly address: string; readonly verdict: Verdict }[];
}

/** Options of the aspect, of {@link guard} and of {@link check}; what is left out has its default. */
export type AspectOptions = Partial<Options>;

/** As much of an app as {@link guard} needs. */
export interface AppLike extends ConstructLike {
  synth(): void;
}

/**
 * Judges stacks by what they write, overrides included. For unit tests, and wherever the report is wanted as data.
 *
 * @param scope an app, for all of its stacks; a stack, for itself and those in it; or a construct, for what it declares
 * @throws OptionsError naming every wrong option
 */
export function check(scope: ConstructLike, options?: AspectOptions): Report {
  const parsed = parseOptions(options);
  const own = isApp(scope) || isStack(scope) ? stacksBelow(scope) : [stackOf(scope)].filter((stack) => stack !== undefined);
  const report = judge(own, parsed, false);
  if (isApp(scope) || isStack(scope)) return report;
  const isOwn = ({ constructPath }: Finding): boolean =>
    constructPath === scope.node.path || constructPath.startsWith(`${scope.node.path}/`);
  return { findings: report.findings.filter(isOwn), results: report.results.filter(({ address }) => address.startsWith(scope.node.path)) };
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
    this.#options = parseOptions(options);
  }

  /** Called by the library, for the construct that the aspect was added to and everything below it. */
  visit(construct: ConstructLike): void {
    const stack = stackOf(construct);
    if (!stack) return;
    const scopes = this.#scopes.get(stack);
    if (!scopes) {
      this.#scopes.set(stack, [construct]);
      onValidation(stack, () => {
        annotate(stack, judge([stack], this.#options, true), this.#scopes.get(stack) ?? []);
      });
    } else if (!scopes.some((scope) => isBelow(construct, scope))) {
      scopes.push(construct);
    }
  }
}

const guarded = new WeakSet<AppLike>();

/**
 * Judges every stack of an app when it is synthesized, also stacks that are added after this call, and joins parameters
 * in one stack with servers in another.
 *
 * @throws OptionsError naming every wrong option
 */
export function guard(app: AppLike, options?: AspectOptions): void {
  const parsed = parseOptions(options);
  if (guarded.has(app)) return;
  guarded.add(app);
  const synth = app.synth.bind(app);
  const watched = new WeakSet<StackLike>();
  // Only here all stacks are there, and none is written yet.
  app.synth = (): void => {
    const stacks = stacksBelow(app);
    for (const stack of stacks) {
      if (watched.has(stack)) continue;
      watched.add(stack);
      onValidation(stack, () => {
        annotate(stack, judge(stacksBelow(app), parsed, true), [stack]);
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

function judge(stacks: readonly StackLike[], options: Options, isPrepared: boolean): Report {
  const declared = declaredIn(
    stacks.map((stack) => render(stack, { argumentsOf, isPrepared })),
    voice,
  );
  const paths = new Map(declared.map(({ resource, block }) => [resource, constructPath({ block })]));
  const report = evaluate(buildInventory([...paths.keys()]), controls, options);
  const findings = report.findings.map(({ control, at, verdict, level, message }): Finding => {
    return { control: control.id, constructPath: paths.get(at) ?? "", address: at.origin.address, verdict, level, message };
  });
  const errors = report.internalErrors.map(({ control, resource, message }): Finding => {
    return {
      control: control.id,
      constructPath: paths.get(resource) ?? "",
      address: resource.origin.address,
      verdict: "undetermined",
      level: "error",
      message,
    };
  });
  const ignored = options.undetermined === "ignore" ? [] : ignoredFindings(declared, report.results, options.undetermined);
  return {
    findings: [...findings, ...errors, ...ignored].sort((a, b) => compare(a.address, b.address) || compare(a.control, b.control)),
    results: report.results.map(({ control, resource, verdict }) => ({ control: control.id, address: resource.origin.address, verdict })),
  };
}

/** As authors in TypeScript see what they declare. */
const voice: Voice = {
  frontEnd: "cdktf",
  address: (block) => constructPathOf(block) ?? `${block.stack.document.path}/${block.address}`,
  spell: camelCase,
};

/** An argument as the libraries' classes name it. */
function camelCase(argument: string): string {
  return argument.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function constructPath({ block }: Pick<Declared, "block">): string {
  return constructPathOf(block) ?? block.stack.document.path;
}

type Results = ReturnType<typeof evaluate>["results"];

/** What is written is not enforced on a server that exists where Terraform is told to ignore changes of it. */
function ignoredFindings(declared: readonly Declared[], results: Results, level: "error" | "warn"): Finding[] {
  const byResource = new Map(declared.map((one) => [one.resource, one]));
  return results.flatMap(({ control, resource }) => {
    const one = byResource.get(resource);
    const [path] = (control.scope[resource.type] ?? []).filter(
      (armPath) => armPath === "properties.value" || armPath === "properties.sslEnforcement",
    );
    const argument = path === undefined ? undefined : resource.spell(path);
    if (!one || argument === undefined) return [];
    const [outer = ""] = argument.split(".");
    if (one.ignored !== "all" && !one.ignored.some((name) => name === argument || name === outer)) return [];
    const message = `${argument} is in lifecycle.ignore_changes; it must be enforced on a server that exists, too. Remove it from ignore_changes.`;
    return [
      { control: control.id, constructPath: constructPath(one), address: resource.origin.address, verdict: "undetermined", level, message },
    ];
  });
}

/** Reports what concerns one stack on its constructs, each finding once, however often the stack is synthesized. */
function annotate(stack: StackLike, { findings }: Report, scopes: readonly ConstructLike[]): void {
  const constructs = new Map(constructsOf(stack).map((construct) => [construct.node.path, construct]));
  for (const { constructPath, level, message } of findings) {
    const construct = constructs.get(constructPath);
    if (!construct || !scopes.some((scope) => isBelow(construct, scope))) continue;
    addOnce(construct, level === "error" ? "@cdktf/error" : "@cdktf/warn", message);
  }
}

function addOnce({ node }: ConstructLike, type: string, message: string): void {
  if (!node.metadata.some((entry) => entry.type === type && entry.data === message)) node.addMetadata(type, message);
}

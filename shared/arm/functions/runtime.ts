import { fold } from "../../engine/names";
import type { Environment } from "../evaluate";
import {
  canonical,
  concatenate,
  isArray,
  isObjectValue,
  isText,
  segments,
  Unknown,
  unknownIn,
  type TextPart,
  type Value,
} from "../../symbolic/values";

/** What a function depends on besides its arguments: on where it is deployed to, or on the deployment. */
const dependsOn: ReadonlyMap<string, "place" | "deployment"> = new Map([
  ["resourcegroup", "place"],
  ["subscription", "place"],
  ["deployment", "deployment"],
  ["newguid", "deployment"],
  ["utcnow", "deployment"],
]);

/** The functions of Azure that only a deployment can answer, and ones that nobody knows yet: never an error. */
export function runtimeFunction(written: string, args: readonly Value[], env: Environment): Value {
  const name = fold(written);
  const id = resourceIds.get(name)?.(args, env);
  if (id !== undefined) return id;
  const { scope } = env;
  const { spend } = scope.evaluation.budget;
  const where = { place: ` of ${scope.place}`, deployment: ` of ${scope.id}`, nothing: "" }[dependsOn.get(name) ?? "nothing"];
  const key = `${name}(${args.map((argument) => canonical(argument, spend)).join()})${where}`;
  const source = args.map((argument) => unknownIn(argument, spend)).find((found) => found !== undefined);
  const outputs = name === "reference" && args[0] !== undefined ? scope.deployment(args[0]) : undefined;
  const cause = source?.cause ?? `${written}(), which is known only at deployment`;
  return new Unknown(
    key,
    cause,
    !source,
    undefined,
    outputs && ((member) => (fold(member) === "outputs" ? outputsOf(key, cause, outputs.output) : undefined)),
  );
}

/** `reference(…).outputs`, of which `.name.value` is known. */
function outputsOf(key: string, cause: string, output: (name: string) => Value | undefined): Value {
  return new Unknown(`${key}.outputs`, cause, false, undefined, (name) => {
    return new Unknown(`${key}.outputs.${fold(name)}`, cause, false, undefined, (member) =>
      fold(member) === "value" ? output(name) : undefined,
    );
  });
}

type MakeId = (args: readonly Value[], env: Environment) => Value | undefined;

/** Functions that make an id of a type and names; the names can be read from it again. */
const resourceIds: ReadonlyMap<string, MakeId> = new Map<string, MakeId>([
  [
    "resourceid",
    (args, env) => {
      return ofType(args, (before) => {
        const group = before.at(-1) ?? place("resourceGroup().name", env);
        return [...inSubscription(before.length > 1 ? before[0] : undefined, env), "/resourceGroups/", group];
      });
    },
  ],
  ["subscriptionresourceid", (args, env) => ofType(args, (before) => inSubscription(before[0], env))],
  ["tenantresourceid", (args) => ofType(args, () => [])],
  ["extensionresourceid", ([base, ...args]) => (isPart(base) ? ofType(args, () => [base]) : undefined)],
]);

function inSubscription(id: TextPart | undefined, env: Environment): TextPart[] {
  return ["/subscriptions/", id ?? place("subscription().subscriptionId", env)];
}

function place(name: string, { scope }: Environment): Unknown {
  return new Unknown(`${name} of ${scope.place}`, `${name}, which is known only at deployment`, true);
}

/** @returns `undefined` where the type isn't known: then nothing can be read from the id */
function ofType(args: readonly Value[], head: (before: readonly TextPart[]) => readonly TextPart[]): Value | undefined {
  const at = args.findIndex((argument) => typeof argument === "string" && argument.includes("/"));
  const type = args[at];
  const names = args.slice(at + 1).flatMap((name) => (isText(name) ? segments(name) : [""]));
  const before = args.slice(0, at);
  if (at < 0 || typeof type !== "string" || !before.every(isPart)) return undefined;
  const [namespace = "", ...types] = type.split("/");
  const tail = types.flatMap((one, index) => ["/", one, "/", names[index] ?? ""]);
  return concatenate([...head(before), "/providers/", namespace, ...tail]);
}

function isPart(value: Value | undefined): value is TextPart {
  return value !== undefined && !isArray(value) && !isObjectValue(value);
}

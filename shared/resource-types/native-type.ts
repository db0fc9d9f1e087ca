import { fold, same } from "../engine/names";
import type { Subject, Subjects } from "../engine/subjects";
import type { Argument, Arguments, AzureResource, Reading, ResourceType } from "../model";

/** How a host's resource type writes an ARM resource. */
export interface NativeType {
  readonly armType: string;
  readonly arguments: Readonly<Record<string, readonly Argument[]>>;
  /** Set for a type that has settings: what declares one. */
  readonly settings?: { readonly collection: string; readonly nativeType: string; readonly type: NativeType };
}

/**
 * The types of a host that write an ARM type and its settings.
 *
 * @param own arguments of the type
 * @param settings the host's type that declares a setting, and its arguments
 */
export function nativeTypeOf(
  { arm, settings: children }: ResourceType,
  own: Arguments,
  settings: { readonly nativeType: string; readonly arguments: Arguments } | undefined,
): NativeType {
  if (!children || !settings) return { armType: arm, arguments: own };
  const { collection } = children;
  const type: NativeType = { armType: `${arm}/${collection}`, arguments: settings.arguments };
  return { armType: arm, arguments: own, settings: { collection, nativeType: settings.nativeType, type } };
}

/** How a host's resource type writes resources of any ARM type. */
export interface AnyType {
  /** As messages name it. */
  readonly nativeType: string;
  /** The arguments for the name and for what contains the resource. */
  readonly name: string;
  readonly parent: string;
  /** The argument that ARM paths start from: none, or one that holds a whole ARM resource. */
  readonly body: readonly string[];
}

/** What a host's type for resources of any ARM type is when it writes one of a subject. */
export function nativeTypeOfAny(any: AnyType, { arm, paths, collection }: Subject, subjects: Subjects): NativeType {
  const { nativeType, name, parent, body } = any;
  const child = collection === undefined ? undefined : subjects.byType.get(fold(`${arm}/${collection}`));
  return {
    armType: arm,
    arguments: {
      name: [{ path: [name] }],
      parent: [{ path: [parent] }],
      ...Object.fromEntries(paths.map((armPath) => [armPath, [{ path: [...body, ...armPath.split(".")] }]])),
    },
    ...(collection !== undefined &&
      child && {
        settings: { collection, nativeType: `${nativeType} (type "${child.arm}")`, type: nativeTypeOfAny(any, child, subjects) },
      }),
  };
}

/**
 * Reads and spells a resource of a native type.
 *
 * @param get reads one argument as the author wrote it
 */
export function translate(
  type: NativeType,
  get: (path: readonly string[]) => Reading,
): Required<Pick<AzureResource, "read" | "spell" | "propose">> {
  /** The argument that the author used, else the current one. */
  function used(armPath: string): { readonly argument: Argument | undefined; readonly reading: Reading } {
    let current: ReturnType<typeof used> | undefined;
    for (const argument of type.arguments[armPath] ?? []) {
      const found = { argument, reading: get(argument.path) };
      if (found.reading.state !== "unset") return found;
      current ??= found;
    }
    return current ?? { argument: undefined, reading: { state: "unset" } };
  }
  return {
    read(armPath) {
      // It may be written all the same, in an argument that the dictionary doesn't know.
      if (!Object.hasOwn(type.arguments, armPath)) return { state: "unknown", why: "can't be read here" };
      const { argument, reading } = used(armPath);
      const values = argument?.values;
      if (!values || reading.state === "unset") return reading;
      if (reading.state === "known") return { ...reading, value: toArm(values, reading.value) };
      return reading.among ? { ...reading, among: reading.among.map((value) => toArm(values, value)) } : reading;
    },
    spell(armPath, armValue) {
      const [collection = "", ...rest] = armPath.split(".");
      const { settings } = type;
      if (collection === settings?.collection) {
        return rest.length === 0 ? settings.nativeType : translate(settings.type, get).spell(rest.join("."), armValue);
      }
      const { argument } = used(armPath);
      if (armValue === undefined) return argument?.path.join(".") ?? armPath;
      return String(fromArm(argument?.values, armValue));
    },
    propose(armPath, armValue) {
      const { argument } = used(armPath);
      return argument && { path: argument.path, value: fromArm(argument.values, armValue) };
    },
  };
}

function fromArm(values: Argument["values"] = {}, armValue: string): string | boolean {
  return Object.entries(values).find(([arm]) => same(arm, armValue))?.[1] ?? armValue;
}

function toArm(values: Readonly<Record<string, boolean>>, native: unknown): unknown {
  if (typeof native !== "string" && typeof native !== "boolean") return native;
  const match = Object.entries(values).find(([, written]) => same(String(written), String(native)));
  return match ? match[0] : native;
}

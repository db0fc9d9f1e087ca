import { same } from "../engine/names";
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

/**
 * Reads and spells a resource of a native type.
 *
 * @param get reads one argument as the author wrote it
 */
export function translate(type: NativeType, get: (path: readonly string[]) => Reading): Pick<AzureResource, "read" | "spell"> {
  /** The argument that the author used, else the current one. */
  function used(armPath: string): { argument: Argument | undefined; reading: Reading } {
    const accepted = type.arguments[armPath] ?? [];
    for (const argument of accepted) {
      const reading = get(argument.path);
      if (reading.state !== "unset") return { argument, reading };
    }
    return { argument: accepted[0], reading: { state: "unset" } };
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
      const written = Object.entries(argument?.values ?? {}).find(([arm]) => same(arm, armValue));
      return written ? String(written[1]) : armValue;
    },
  };
}

function toArm(values: Readonly<Record<string, boolean>>, native: unknown): unknown {
  if (typeof native !== "string" && typeof native !== "boolean") return native;
  const match = Object.entries(values).find(([, written]) => same(String(written), String(native)));
  return match ? match[0] : native;
}

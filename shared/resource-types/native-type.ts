import type { AzureResource, Reading } from "../model";
import { same } from "../engine/text";

/** One way to write the value of an ARM path. */
export interface Argument {
  /** Where the author writes it, from the resource's outermost argument on. */
  readonly path: readonly string[];
  /** ARM value to what the author writes for it, where the two differ. */
  readonly values?: Readonly<Record<string, boolean>>;
}

/** How a host's resource type writes an ARM resource. */
export interface NativeType {
  readonly armType: string;
  /** ARM path to the ways to write it, the current one first. `parent` is what names the containing resource. */
  readonly arguments: Readonly<Record<string, readonly Argument[]>>;
  /** Child collection in ARM (`configurations`) to the host's type that declares such a child. */
  readonly children?: Readonly<Record<string, { readonly nativeType: string; readonly type: NativeType }>>;
}

/**
 * Reads and spells a resource of a native type.
 *
 * @param type its entry in a dictionary
 * @param get reads one argument as the author wrote it
 */
export function translate(type: NativeType, get: (path: readonly string[]) => Reading): Pick<AzureResource, "read" | "spell"> {
  /** The argument that the author used, else the current one. */
  function used(armPath: string): { argument: Argument | undefined; reading: Reading } {
    const ways = type.arguments[armPath] ?? [];
    for (const argument of ways) {
      const reading = get(argument.path);
      if (reading.state !== "unset") return { argument, reading };
    }
    return { argument: ways[0], reading: { state: "unset" } };
  }
  return {
    read(armPath) {
      const { argument, reading } = used(armPath);
      const values = argument?.values;
      if (!values || reading.state === "unset") return reading;
      if (reading.state === "known") return { state: "known", value: toArm(values, reading.value) };
      return reading.among ? { ...reading, among: reading.among.map((value) => toArm(values, value)) } : reading;
    },
    spell(armPath, armValue) {
      const [collection = "", ...rest] = armPath.split(".");
      const child = type.children?.[collection];
      if (child && rest.length === 0) return child.nativeType;
      if (child) return translate(child.type, get).spell(rest.join("."), armValue);
      const { argument } = used(armPath);
      if (armValue === undefined) return argument?.path.join(".") ?? armPath;
      const native = Object.entries(argument?.values ?? {}).find(([arm]) => same(arm, armValue));
      return native ? String(native[1]) : armValue;
    },
  };
}

function toArm(values: Readonly<Record<string, boolean>>, native: unknown): unknown {
  if (typeof native !== "string" && typeof native !== "boolean") return native;
  const match = Object.entries(values).find(([, written]) => same(String(written), String(native)));
  return match ? match[0] : native;
}

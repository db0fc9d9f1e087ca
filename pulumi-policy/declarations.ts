import { UnknownValueError, type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { nameInId, nameKey, parentTypeOf } from "../shared/engine/names";
import { translate, type NativeType } from "../shared/resource-types/native-type";
import type { AzureResource, Reading, Reference } from "../shared/model";
import type { NativeTypeOfToken } from "./tokens";

/** What is kept of a resource that the program declared: its inputs, which the stack call does not show. */
export interface Declaration {
  readonly urn: string;
  readonly name: string;
  readonly token: string;
  readonly type: NativeType;
  /** Readings by argument, of those that the dictionary knows. */
  readonly inputs: ReadonlyMap<string, Reading>;
  /**
   * Set when the engine showed no inputs at all: the resource is new and this run leaves it out of its targets, or it
   * is only looked up, and shown because a state is analyzed. Which of them, only the stack call tells.
   */
  readonly withoutInputs: boolean;
}

type Declared = Pick<ResourceValidationArgs, "type" | "urn" | "name" | "props" | "provider">;

const UNSET = { state: "unset" } as const;
const AT_DEPLOYMENT = "is known only at deployment";
const NOT_A_TARGET = {
  state: "unknown",
  why: "can't be read, as this run leaves the resource out of its targets",
  remedy: "Run without --target to have it checked.",
} as const;

/**
 * Reads the inputs of a resource.
 *
 * @returns `undefined` for a type that no control reads
 */
export function declarationOf(args: Declared, nativeType: NativeTypeOfToken): Declaration | undefined {
  const type = typeOf(args, nativeType);
  if (!type) return undefined;
  const withoutInputs = Object.keys(args.props).length === 0;
  const inputs = readings(type, (path) => (withoutInputs ? NOT_A_TARGET : read(args.props, path)));
  return { urn: args.urn, name: args.name, token: args.type, type, inputs, withoutInputs };
}

/**
 * A declared resource by itself, as it is at the time when nothing else of the stack can be seen.
 */
export function declaredResource(declared: Declaration): AzureResource {
  const { type, urn, name: logicalName, token, inputs } = declared;
  const translated = translate(type, (path) => inputs.get(path.join(".")) ?? UNSET);
  const name = textReading(translated.read("name"));
  return {
    type: type.armType,
    name,
    origin: { name: logicalName, nativeType: token, address: urn, label: logicalName, declaration: urn },
    keys: keys(urn, name),
    ...translated,
    reference: () => ({ clues: [] }),
  };
}

/**
 * The resources of a stack that a control reads.
 *
 * The stack call shows outputs only, and in a preview these hold neither the names of new resources nor, nested values
 * being flattened, much else. So values are taken from what was declared, and the stack call adds who refers to whom.
 *
 * @param resources as `validateStack` gets them, in any order
 * @param declared by URN; a resource that is missing here is in the stack's state but not in its program
 */
export function resourcesOfStack(
  resources: readonly PolicyResource[],
  declared: ReadonlyMap<string, Declaration>,
  nativeType: NativeTypeOfToken,
): AzureResource[] {
  const found: AzureResource[] = [];
  // A resource that is known by another name is not the one that a name means, whatever else speaks for it.
  const unnamed = new Set<string>();
  for (const resource of resources) {
    const type = typeOf(resource, nativeType);
    if (!type) continue;
    const known = declared.get(resource.urn);
    const isLookedUp = !known || (known.withoutInputs && Object.keys(resource.props).length > 0);
    const inventoried = isLookedUp ? lookedUp(resource, type, unnamed) : inStack(declaredResource(known), resource, known.type, unnamed);
    if (inventoried.name.state !== "known") unnamed.add(resource.urn);
    found.push(inventoried);
  }
  return found;
}

/** A declared resource with what the stack call adds. */
function inStack(
  resource: AzureResource,
  { props, propertyDependencies, parent, urn }: PolicyResource,
  type: NativeType,
  unnamed: ReadonlySet<string>,
): AzureResource {
  const id = textReading(read(props, ["id"]));
  const name = firstKnown(
    resource.name,
    textReading(read(props, ["name"])),
    id.state === "known" ? known(nameInId(id.value, type.armType)) : UNSET,
  );
  return {
    ...resource,
    name,
    keys: keys(urn, name),
    reference(armPath): Reference {
      const argument = type.arguments[armPath]?.[0]?.path[0] ?? "";
      const target = armPath === "parent" ? parentTypeOf(type.armType) : type.armType;
      const written = textReading(resource.read(armPath));
      const dependencies = Object.hasOwn(propertyDependencies, argument) ? propertyDependencies[argument] : undefined;
      const possible = (urns: string[]): string[] =>
        written.state === "known" ? urns.filter((candidate) => unnamed.has(candidate)) : urns;
      const clues = [literal(written, target), possible((dependencies ?? []).map((dependency) => dependency.urn))];
      if (armPath === "parent") clues.push(possible(ancestors(parent)), literal(id, target));
      // All that the value depends on is outside the stack: so is the target, then.
      const elsewhere = written.state === "known" || dependencies?.length === 0;
      const why = `${resource.spell(armPath)} ${written.state === "unknown" ? written.why : "is not set"}`;
      return elsewhere ? { clues } : { clues, unknown: why };
    },
  };
}

/** A resource that is in the stack without being declared: others may refer to it. */
function lookedUp(resource: PolicyResource, type: NativeType, unnamed: ReadonlySet<string>): AzureResource {
  const inputs = readings(type, (path) => read(resource.props, path));
  const found = declaredResource({ urn: resource.urn, name: resource.name, token: resource.type, type, inputs, withoutInputs: true });
  return { ...inStack(found, resource, type, unnamed), existing: true };
}

function readings(type: NativeType, reading: (path: readonly string[]) => Reading): Map<string, Reading> {
  return new Map(
    Object.values(type.arguments)
      .flat()
      .map(({ path }) => [path.join("."), reading(path)]),
  );
}

function typeOf(
  { type, props, provider }: Pick<Declared, "type" | "props" | "provider">,
  nativeType: NativeTypeOfToken,
): NativeType | undefined {
  return nativeType(
    type,
    () => {
      const version = provider ? textReading(read(provider.props, ["version"])) : UNSET;
      return version.state === "known" ? version.value : undefined;
    },
    () => {
      const properties = read(props, ["properties"]);
      return properties.state === "unknown" || (properties.state === "known" && typeof properties.value === "object");
    },
  );
}

/**
 * Reads one value. Only a resource's own properties count, so that a `__proto__` among them adds nothing; a value that
 * can't be known yet is one that the SDK's proxy refuses to give.
 */
function read(props: unknown, path: readonly string[]): Reading {
  let value = props;
  try {
    for (const key of path) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return UNSET;
      value = (value as Record<string, unknown>)[key];
    }
  } catch (error) {
    return { state: "unknown", why: error instanceof UnknownValueError ? AT_DEPLOYMENT : "can't be read" };
  }
  return known(value);
}

function known<T>(value: T | null | undefined): Reading<T> {
  return value === undefined || value === null ? UNSET : { state: "known", value };
}

/** A name or an id; one that is no text names nothing. */
function textReading(reading: Reading): Reading<string> {
  if (reading.state !== "known") return reading;
  return typeof reading.value === "string" && reading.value !== "" ? { state: "known", value: reading.value } : UNSET;
}

function firstKnown(...readings: readonly [Reading<string>, ...Reading<string>[]]): Reading<string> {
  return readings.find((reading) => reading.state === "known") ?? readings[0];
}

function keys(urn: string, name: Reading<string>): string[] {
  return name.state === "known" ? [urn, nameKey(name.value)] : [urn];
}

/** The key of a server that is written as its name or its ARM id. */
function literal(written: Reading<string>, armType: string): string[] {
  if (written.state !== "known") return [];
  return [nameKey(nameInId(written.value, armType) ?? written.value)];
}

/** The URNs of all that contains a resource; more than one server among them would be a server in a server. */
function ancestors(parent: PolicyResource | undefined): string[] {
  const urns: string[] = [];
  for (let at = parent; at && urns.length < 100; at = at.parent) urns.push(at.urn);
  return urns;
}

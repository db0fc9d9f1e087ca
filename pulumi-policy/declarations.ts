import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { nameInId, nameKey } from "../shared/engine/names";
import { translate, type NativeType } from "../shared/resource-types/native-type";
import type { AzureResource, Reading } from "../shared/model";
import { anyTypeOf, nameIn, readArgument } from "./any-type";
import { firstKnown, known, read, textReading, UNSET } from "./readings";
import { isIgnored } from "./ignored-changes";
import { ancestorsOf, madeFrom, RESOURCE_GROUP, type Member } from "./member";
import { StackReferences } from "./references";
import type { NativeTypeOfToken } from "./tokens";
import type { Subjects } from "../shared/engine/subjects";

/** How a program's resources are read. */
export interface ProgramReader {
  readonly nativeType: NativeTypeOfToken;
  readonly subjects: Subjects;
}

/** What is kept of a resource that the program declared: its inputs, which the stack call does not show. */
export interface Declaration {
  readonly urn: string;
  readonly name: string;
  readonly token: string;
  readonly type: NativeType;
  /** Readings by argument, of those that the dictionary knows, and of the resource group's name. */
  readonly inputs: ReadonlyMap<string, Reading>;
  /**
   * Set when the engine showed no inputs at all: the resource is new and this run leaves it out of its targets, or it
   * is only looked up, and shown because a state is analyzed. Which of them, only the stack call tells.
   */
  readonly withoutInputs: boolean;
  /** Paths of arguments whose value is the deployed one, as long as there is one, whatever the program writes. */
  readonly ignoreChanges: readonly string[];
}

type Declared = Pick<ResourceValidationArgs, "type" | "urn" | "name" | "props" | "provider" | "opts">;

const NOT_A_TARGET = {
  state: "unknown",
  why: "can't be read, as this run leaves the resource out of its targets",
  remedy: "Run without --target or --exclude to have it checked.",
} as const;

const kept = (argument: string): string => `ignoreChanges keeps the value that is deployed: remove ${argument} from it.`;

/**
 * Reads the inputs of a resource.
 *
 * @returns `undefined` for a type that no control reads
 */
export function declarationOf(args: Declared, reader: ProgramReader): Declaration | undefined {
  const type = typeOf(args, reader);
  if (!type) return undefined;
  const withoutInputs = Object.keys(args.props).length === 0;
  const inputs = readings(type, (path) => (withoutInputs ? NOT_A_TARGET : readArgument(args.props, path)));
  const { urn, name, type: token, opts } = args;
  return { urn, name, token, type, inputs, withoutInputs, ignoreChanges: opts.ignoreChanges };
}

/**
 * A declared resource by itself, as it is at the time when nothing else of the stack can be seen.
 */
export function declaredResource(declared: Declaration): AzureResource {
  const { type, urn, name: logicalName, token, inputs, ignoreChanges } = declared;
  const translated = translate(type, (path) => {
    const reading = inputs.get(path.join(".")) ?? UNSET;
    return isIgnored(ignoreChanges, path) ? { remedy: kept(path.join(".")), ...reading } : reading;
  });
  const name = nameIn(textReading(translated.read("name")), type.armType);
  return {
    type: type.armType,
    name,
    origin: { name: logicalName, nativeType: token, address: urn, label: logicalName, declaration: urn },
    keys: keys(urn, name),
    isOne: true,
    ...translated,
    reference: () => ({ clues: [] }),
    unenforced: (armPath) =>
      isIgnored(ignoreChanges, translated.spell(armPath).split("."))
        ? { why: "is in ignoreChanges", remedy: "Remove it from ignoreChanges." }
        : undefined,
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
  reader: ProgramReader,
): AzureResource[] {
  const members: Member[] = [];
  for (const resource of resources) {
    const known = declared.get(resource.urn);
    const type = known?.type ?? typeOf(resource, reader);
    if (!type) continue;
    const isLookedUp = !known || (known.withoutInputs && Object.keys(resource.props).length > 0);
    members.push(isLookedUp ? lookedUp(resource, type) : memberOf(known, resource));
  }
  const references = new StackReferences(members);
  return members.map((member) => ({ ...member.resource, reference: (armPath) => references.of(member, armPath) }));
}

/** A declared resource with what the stack call adds. */
function memberOf(declared: Declaration, resource: PolicyResource): Member {
  const { type } = declared;
  const own = declaredResource(declared);
  const id = textReading(read(resource.props, ["id"]));
  const name = firstKnown(
    own.name,
    textReading(read(resource.props, ["name"])),
    id.state === "known" ? known(nameInId(id.value, type.armType)) : UNSET,
  );
  return {
    resource: { ...own, name, keys: keys(resource.urn, name) },
    type,
    resourceGroup: textReading(declared.inputs.get(RESOURCE_GROUP) ?? UNSET),
    inStack: resource,
    madeFrom: madeFrom(resource, unknownArguments(declared)),
    ancestors: ancestorsOf(resource),
  };
}

/** The arguments, by the name that the engine tells dependencies by, that hold a value which isn't known yet. */
function* unknownArguments({ inputs }: Declaration): Iterable<string> {
  for (const [path, { state }] of inputs) if (state === "unknown") yield path.split(".", 1)[0] ?? path;
}

/** A resource that is in the stack without being declared: others may refer to it. */
function lookedUp(resource: PolicyResource, type: NativeType): Member {
  const inputs = readings(type, (path) => readArgument(resource.props, path));
  const declared = { urn: resource.urn, name: resource.name, token: resource.type, type, inputs, withoutInputs: true, ignoreChanges: [] };
  const member = memberOf(declared, resource);
  return { ...member, resource: { ...member.resource, existing: true } };
}

function readings(type: NativeType, reading: (path: readonly string[]) => Reading): Map<string, Reading> {
  const paths = [...Object.values(type.arguments).flatMap((accepted) => accepted.map(({ path }) => path)), [RESOURCE_GROUP]];
  return new Map(paths.map((path) => [path.join("."), reading(path)]));
}

function typeOf(
  { type, props, provider }: Pick<Declared, "type" | "props" | "provider">,
  { nativeType, subjects }: ProgramReader,
): NativeType | undefined {
  const any = anyTypeOf(type, props, subjects);
  if (any) return any;
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

function keys(urn: string, name: Reading<string>): string[] {
  return name.state === "known" ? [urn, nameKey(name.value)] : [urn];
}

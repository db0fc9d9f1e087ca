import { fold, nameInId } from "../shared/engine/names";
import type { Subjects } from "../shared/engine/subjects";
import { nativeTypeOfAny, type AnyType, type NativeType } from "../shared/resource-types/native-type";
import type { Reading } from "../shared/model";
import { known, read, textReading, UNSET } from "./readings";

/** A Pulumi type that declares resources of any ARM type, which stands in its arguments. */
interface Grammar {
  readonly armType: (props: unknown) => Reading<string>;
  readonly type: (props: unknown) => Omit<AnyType, "nativeType">;
  /** Set for what changes some properties of a resource and leaves the others as they are. */
  readonly isUpdate?: true;
}

const azapi: Grammar = {
  armType(props) {
    const type = textReading(read(props, ["type"]));
    return type.state === "known" ? known(type.value.split("@")[0]) : type;
  },
  type(props) {
    const isById = read(props, ["resourceId"]).state !== "unset";
    return isById ? { name: "resourceId", parent: "resourceId", body: ["body"] } : { name: "name", parent: "parentId", body: ["body"] };
  },
};

const azureNative: Grammar = {
  armType(props) {
    const parts = ["resourceProviderNamespace", "parentResourcePath", "resourceType"].map((argument) =>
      textReading(read(props, [argument])),
    );
    const unknown = parts.find(({ state }) => state === "unknown");
    if (unknown) return unknown;
    const [namespace, parent, type] = parts.map((part) => (part.state === "known" ? part.value : ""));
    // The path of the parent: type, name, type, name.
    const outer = (parent ?? "").split("/").filter((segment, index) => segment !== "" && index % 2 === 0);
    return known([namespace, ...outer, type].join("/"));
  },
  type: () => ({ name: "resourceName", parent: "parentResourcePath", body: [] }),
};

const grammars: Readonly<Record<string, Grammar>> = {
  "azapi:index/resource:Resource": azapi,
  "azapi:index/updateResource:UpdateResource": { ...azapi, isUpdate: true },
  "azapi:index/resourceAction:ResourceAction": { ...azapi, isUpdate: true },
};

const AZURE_NATIVE = /^azure-native(?:_resources_v\w+)?:resources(?:\/v\w+)?:Resource$/;

function grammarOf(token: string): Grammar | undefined {
  return AZURE_NATIVE.test(token) ? azureNative : Object.hasOwn(grammars, token) ? grammars[token] : undefined;
}

/**
 * The ARM type of a resource that says it in its arguments.
 *
 * @returns `undefined` for a resource of another kind
 */
export function armTypeInArguments(token: string, props: unknown): Reading<string> | undefined {
  return grammarOf(token)?.armType(props);
}

/**
 * How a resource is written that says its ARM type in its arguments.
 *
 * @returns `undefined` for one of another kind, of a type that no control reads, or that leaves alone all that is judged
 */
export function anyTypeOf(token: string, props: unknown, subjects: Subjects): NativeType | undefined {
  const grammar = grammarOf(token);
  const armType = grammar?.armType(props);
  if (!grammar || armType?.state !== "known") return undefined;
  const subject = subjects.byType.get(fold(armType.value));
  if (!subject) return undefined;
  const type = nativeTypeOfAny({ nativeType: token, ...grammar.type(props) }, subject, subjects);
  const isWritten = (armPath: string): boolean => readArgument(props, type.arguments[armPath]?.[0]?.path ?? []).state !== "unset";
  return grammar.isUpdate && !subject.judged.some(isWritten) ? undefined : type;
}

/** Reads an argument of any resource: in azapi a body may be JSON, and what is secret of it may stand apart. */
export function readArgument(props: unknown, path: readonly string[]): Reading {
  const [outer, ...inner] = path;
  if (outer === "parentResourcePath") return lastSegment(read(props, path));
  if (outer !== "body") return read(props, path);
  const secret = inContent(read(props, ["sensitiveBody"]), inner);
  return secret.state === "unset" ? inContent(read(props, ["body"]), inner) : secret;
}

/**
 * Writes an argument of a resource, and the objects around it that are not written yet.
 *
 * @returns whether it was written: azapi's body isn't, which may be JSON, and of which a secret part may stand apart
 */
export function writeArgument(props: unknown, path: readonly string[], value: unknown): boolean {
  const [name = "", ...inner] = path;
  if (name === "body" || typeof props !== "object" || props === null) return false;
  const own = props as Record<string, unknown>;
  if (inner.length > 0) {
    if (read(own, [name]).state === "unset") own[name] = {};
    return writeArgument(own[name], inner, value);
  }
  own[name] = value;
  return true;
}

function inContent(content: Reading, path: readonly string[]): Reading {
  if (content.state !== "known") return content;
  if (typeof content.value !== "string") return read(content.value, path);
  try {
    return read(JSON.parse(content.value), path);
  } catch {
    return { state: "unknown", why: "is in a body that is not JSON" };
  }
}

function lastSegment(path: Reading): Reading {
  return path.state === "known" && typeof path.value === "string" ? known(path.value.split("/").at(-1)) : path;
}

/** The name in an argument that may hold an ARM id in its place. */
export function nameIn(written: Reading<string>, armType: string): Reading<string> {
  if (written.state !== "known") return written;
  const name = written.value.startsWith("/") ? nameInId(written.value, armType) : written.value;
  return name === undefined ? UNSET : { ...written, value: name };
}

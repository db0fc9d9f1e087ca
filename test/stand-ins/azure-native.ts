import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UNKNOWN, reveal } from "./values";
import type { Properties } from "./values";

/** A resource's last known inputs and outputs. */
export interface OldState {
  inputs: Properties;
  outputs: Properties;
}

interface ArmType {
  type: string;
  /** The input that holds the last segment of the resource's ARM name. */
  nameInput: string | undefined;
  /** The input that holds the segment before it. */
  parentInput?: string;
}

const ARM_TYPES: Readonly<Record<string, ArmType>> = {
  "dbforpostgresql:Server": { type: "Microsoft.DBforPostgreSQL/flexibleServers", nameInput: "serverName" },
  "dbforpostgresql:Configuration": {
    type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    nameInput: "configurationName",
    parentInput: "serverName",
  },
  "dbforpostgresql:SingleServer": { type: "Microsoft.DBforPostgreSQL/servers", nameInput: "serverName" },
  "dbforpostgresql:SingleServerConfiguration": {
    type: "Microsoft.DBforPostgreSQL/servers/configurations",
    nameInput: "configurationName",
    parentInput: "serverName",
  },
  "resources:ResourceGroup": { type: "Microsoft.Resources/resourceGroups", nameInput: "resourceGroupName" },
  "resources:Deployment": { type: "Microsoft.Resources/deployments", nameInput: "deploymentName" },
};

/** Parts of a resource's path in ARM: inputs that Azure's provider never returns as outputs. */
const PATH_PARAMETERS: ReadonlySet<string | undefined> = new Set([
  "subscriptionId",
  "resourceGroupName",
  ...Object.values(ARM_TYPES).map(({ nameInput }) => nameInput),
]);

/** Outputs that an update is known to leave as they are. */
const STABLE_OUTPUTS = ["id", "name", "location"];

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";

/**
 * What Azure's provider makes of a resource's inputs before anything else happens: it fills in the name, and the
 * version of Azure's API. A real suffix is random; this one is a hash, so that it is the same in every run.
 * @param type the resource's type token
 * @param name the resource's name in Pulumi
 * @param inputs as the program wrote them
 * @param urn makes the suffix of an automatic name differ between resources of the same name
 * @param old the inputs that the resource had, whose name it keeps
 * @returns the inputs that policies see
 */
export function check(type: string, name: string, inputs: Properties, urn = `${type}::${name}`, old: Properties = {}): Properties {
  const checked = { ...inputs };
  const nameInput = armType(type)?.nameInput;
  if (nameInput !== undefined && checked[nameInput] === undefined) {
    const suffix = createHash("sha256").update(urn).digest("hex").slice(0, 8);
    // A parameter's name is its identity: it is copied, where other names get a suffix.
    checked[nameInput] = old[nameInput] ?? (nameInput === "configurationName" ? name : name + suffix);
  }
  const apiVersion = apiVersionOf(type);
  return apiVersion === undefined ? checked : { ...checked, azureApiVersion: apiVersion };
}

/**
 * What a provider can tell of a resource's outputs before it is created or updated. Azure's: for each property of its
 * response, the input of the same name, else unknown. Path parameters aren't in a response, so a preview shows neither
 * the name of a server nor that of a configuration. Other providers repeat all inputs.
 * @param inputs what {@link check} returned
 * @param old the resource's state, if it exists already
 */
export function previewOutputs(type: string, inputs: Properties, old?: OldState): Properties {
  const known = sameNamed(type, inputs);
  const response = responseProperties(type) ?? [];
  const unknown = Object.fromEntries(["id", ...response].map((property) => [property, UNKNOWN]));
  const stable = Object.entries(old?.outputs ?? {}).filter(([property]) => STABLE_OUTPUTS.includes(property));
  return { ...unknown, ...known, ...Object.fromEntries(stable) };
}

/**
 * The outputs of a resource that Azure has just created: the inputs that its response repeats, its name, id and type,
 * and the properties that the single server's response shows at the top level.
 * @param inputs what {@link check} returned, without unknowns
 */
export function createdOutputs(type: string, inputs: Properties): Properties {
  const nested = reveal(inputs["properties"]);
  const flattened = typeof nested === "object" && nested !== null ? sameNamed(type, nested as Properties) : {};
  return { ...flattened, ...sameNamed(type, inputs), ...identity(type, inputs) };
}

/**
 * The outputs of a resource that is only read: what its id tells.
 * @param id an ARM id; of any other id, and of {@link UNKNOWN}, nothing is told
 */
export function readOutputs(id: string): Properties {
  if (!id.startsWith("/")) return { id };
  const segments = id.split("/").filter((segment) => segment !== "");
  const provider = segments.indexOf("providers");
  const types = segments.slice(provider + 2).filter((_, index) => index % 2 === 0);
  const type = provider < 0 ? "Microsoft.Resources/resourceGroups" : [segments[provider + 1], ...types].join("/");
  return { id, name: segments.at(-1), type };
}

function identity(type: string, inputs: Properties): Properties {
  const text = (input: string | undefined): string => (input === undefined ? "" : String(reveal(inputs[input])));
  if (!isAzureNative(type)) return { id: `${type}/${text("name")}` };
  const arm = armType(type) ?? {
    type: `Microsoft.${moduleAndName(type).replace(":", "/")}`,
    nameInput: Object.keys(inputs).findLast((input) => /Name$/.test(input) && input !== "resourceGroupName"),
  };
  const name = text(arm.nameInput);
  const [namespace = "", collection = "", child = ""] = arm.type.split("/");
  const group = `${SUBSCRIPTION}/resourceGroups/${text("resourceGroupName")}`;
  const path = child === "" ? name : `${text(arm.parentInput)}/${child}/${name}`;
  const id = collection === "resourceGroups" ? group : `${group}/providers/${namespace}/${collection}/${path}`;
  return { name, id, type: arm.type };
}

function sameNamed(type: string, inputs: Properties): Properties {
  const response = responseProperties(type);
  const repeated = (key: string): boolean => response?.includes(key) ?? !(isAzureNative(type) && PATH_PARAMETERS.has(key));
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => repeated(key)));
}

/** The response's properties, as the SDK's class declares them; undefined if the installed SDK has no such class. */
function responseProperties(type: string): string[] | undefined {
  const source = classSource(type);
  if (source === undefined) return undefined;
  // The class lists them in the branch of its constructor that reads an existing resource.
  const reading = source.slice(source.lastIndexOf("else {"));
  return [...reading.matchAll(/resourceInputs\["(\w+)"\] = undefined/g)].map(([, name]) => String(name));
}

function apiVersionOf(type: string): string | undefined {
  return /Uses Azure REST API version ([\w-]+)\./.exec(classSource(type) ?? "")?.[1];
}

const sources = new Map<string, string | undefined>();

function classSource(type: string): string | undefined {
  if (!sources.has(type)) sources.set(type, readClass(type));
  return sources.get(type);
}

function readClass(type: string): string | undefined {
  const [sdk, module, name] = type.split(":");
  if (sdk !== "azure-native" || !module || !name) return undefined;
  const root = dirname(require.resolve("@pulumi/azure-native/package.json"));
  const file = join(root, module, `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function armType(type: string): ArmType | undefined {
  return isAzureNative(type) ? ARM_TYPES[moduleAndName(type)] : undefined;
}

/** True for the package and for those generated from it for one version of an API. */
function isAzureNative(type: string): boolean {
  return /^azure-native[_:]/.test(type);
}

/** The token without its package and its version: `dbforpostgresql:Server`. */
function moduleAndName(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0] ?? ""}:${name}`;
}

/**
 * The vocabulary that every front end and every control shares. Types only.
 */

/**
 * What the author wrote for one value. `unknown`: written, but readable only at deploy time; `why` says so in words that
 * follow the value's name, and `among`, if it is one of a few values, which these are. `remedy` is a sentence of what to do
 * other than to write the value that is wanted.
 */
export type Reading<T = unknown> =
  | {
      readonly state: "known";
      readonly value: T;
      readonly remedy?: string;
      /** Set for a value that must not be shown. */ readonly isSensitive?: true;
    }
  | { readonly state: "unset"; readonly remedy?: string }
  | { readonly state: "unknown"; readonly why: string; readonly remedy?: string; readonly among?: readonly unknown[] };

/** A place in a text; both numbers count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A part of a file: from the first character to the one behind the last. */
export interface Place {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  /** The statements in other files that lead here, the outermost first: those of modules. */
  readonly through?: readonly Place[];
}

/** Where a resource was declared, in its author's words. */
export interface Origin {
  /** What its author calls it: a symbolic name, a construct's path, a logical name, else its Azure name as far as it is known. */
  readonly name: string;
  /** The type as the author's language names it: a Pulumi token, a Terraform type, an ARM type. */
  readonly nativeType: string;
  /** What names this one resource in a report: a URN, a construct path, a path in a template. Unique in an inventory. */
  readonly address: string;
  /** What a message about another resource calls this one, where the address is too long for that. */
  readonly label?: string;
  /** The API version that ARM is asked for it with, where it is declared in ARM's words and that is known. */
  readonly apiVersion?: string;
  /** The file that it stands in, where that is known. */
  readonly file?: string;
  /** Set for a resource of a template that a declared resource holds: where it stands in there. Begins its messages. */
  readonly within?: string;
  /** What a host attaches a message to: a URN, the path of a construct. */
  readonly declaration?: string;
}

/** What it depends on whether a resource is deployed. */
export interface Condition {
  /** Equal for the same condition on another resource. */
  readonly key: string;
  /** Follows an "if": `its condition is true`. */
  readonly words: string;
}

/** What is known of the one resource that another resource points at. */
export interface Reference {
  /**
   * Keys (see {@link AzureResource.keys}) of what it may be, in groups, best evidence first. The first group that names
   * a resource of the inventory decides; a group that names several leaves it open which of them it is.
   */
  readonly clues: readonly (readonly string[])[];
  /** Why the target can't be told when no clue decides. Absent: then the target is not declared here. */
  readonly unknown?: string;
  /** Keys of what the target is not, though it can't be told. */
  readonly except?: readonly string[];
  /** A sentence of what to do so that it can be told, other than to refer to one resource. */
  readonly remedy?: string;
  /** Set when it may also be none of what the clues name. */
  readonly isOpen?: true;
}

/** One Azure resource in ARM vocabulary, whatever language declared it. */
export interface AzureResource {
  /** ARM type, e.g. `Microsoft.DBforPostgreSQL/flexibleServers`. */
  readonly type: string;
  /** Last segment of the ARM name. */
  readonly name: Reading<string>;
  readonly origin: Origin;
  /** By what others may refer to this resource: the `nameKey` of its ARM name, its address, whatever its front end uses. */
  readonly keys: readonly string[];
  /** Set when the resource is only looked up, not declared: it can be pointed at, but is not judged. */
  readonly existing?: true;
  /** Set when the declaration is surely of one resource, not of as many as a loop has turns. */
  readonly isOne?: true;
  /** Set when it depends on conditions whether the resource is deployed: all of them must hold. */
  readonly conditions?: readonly Condition[];
  /** Set when the resource may have children that the inventory doesn't show: why, and what to do, as of a {@link Reading}. */
  readonly unlisted?: { readonly why: string; readonly remedy?: string };
  /** Exceptions that stand beside it in code; they hold for this resource alone. */
  readonly waivers?: readonly WrittenWaiver[];
  /** The value at an ARM path, e.g. `properties.sslEnforcement`, in ARM's values. Null reads as unset. Never throws. */
  read(armPath: string): Reading;
  /** Where the reference at an ARM path points; `parent` stands for the resource that contains this one. */
  reference(armPath: string): Reference;
  /**
   * An ARM path in its author's words (`ssl_enforcement_enabled`), or with `armValue` what the author writes for that
   * value there (`true`). A server also spells its children: `configurations`, `configurations.properties.value`.
   */
  spell(armPath: string, armValue?: string): string;
  /** What the author writes at an ARM path for a value of ARM, and where; `undefined` where that isn't simply written. */
  propose?(armPath: string, armValue: string): ProposedValue | undefined;
  /** A sentence that says what to write to add a setting to this resource, where its language has a short way to say it. */
  howToAdd?(name: string, value: string): string | undefined;
  /** Where the value at an ARM path stands, or where the resource does if there is none; `undefined` outside of files. */
  locate?(armPath: string): Place | undefined;
  /** Where the value at an ARM path comes from, if not from there: `[parameters('ssl')]` comes from the default of `ssl`. */
  valueFrom?(armPath: string): Place | undefined;
  /**
   * Set where what is written may not be enforced on a resource that exists, as with Terraform's `ignore_changes`: why, in
   * words that follow the value's name, and a sentence of what to do. `undefined` for a value that is enforced.
   */
  unenforced?(armPath: string): { readonly why: string; readonly remedy: string } | undefined;
}

/** What can't be read and may declare anything: a linked template, a resource of unknown type, a module from elsewhere. */
export interface Gap {
  readonly origin: Origin;
  /** What isn't checked and why, then what to do if there is anything. */
  readonly message: string;
  readonly place?: Place;
}

/** Every resource of one program, joined, and what could not be read of it. */
export interface Inventory {
  readonly resources: readonly AzureResource[];
  readonly gaps: readonly Gap[];
  /** The resource that contains `child`; unset: declared elsewhere; unknown: can't tell which. */
  parent(child: AzureResource): Reading<AzureResource>;
  /** The resources that may contain `child` where that can't be told; none of them is only looked up. */
  possibleParents(child: AzureResource): readonly AzureResource[];
  /** The resource that the reference at `armPath` points at, read as {@link Inventory.parent} is. */
  target(from: AzureResource, armPath: string): Reading<AzureResource>;
  /** The children of one type: those that surely belong to `parent`, and those that may. */
  children(
    parent: AzureResource,
    type: string,
  ): { readonly certain: readonly AzureResource[]; readonly possible: readonly AzureResource[] };
}

export type Verdict = "pass" | "fail" | "unset" | "undetermined" | "not-applicable";

/** One reason why a verdict is not `pass`, placed where the author must make the change. */
export interface Cause {
  readonly verdict: "fail" | "unset" | "undetermined";
  readonly resource: AzureResource;
  readonly armPath: string;
  /** For the author: what is wrong, then what to write. Never holds a value that may be secret. */
  readonly message: string;
  /** The setting that it is about, such as the server parameter `require_secure_transport`. */
  readonly setting?: string;
  /** The value of ARM that mends it, where it is enough to write that at the path. */
  readonly proposed?: string;
  readonly missing?: MissingSetting;
}

/** The value that mends a finding, and the argument that holds it, as its author writes them. */
export interface ProposedValue {
  /** From the resource's outermost argument on: `["properties", "value"]`, `["ssl_enforcement_enabled"]`. */
  readonly path: readonly string[];
  readonly value: string | boolean;
}

/** A value to write, and how a message names the argument that holds it: `sslEnforcementEnabled` of a class in CDKTF. */
export interface Proposal extends ProposedValue {
  readonly argument: string;
}

/** A setting that nobody declares, and how it is declared, for a host that tells of several at once. */
export interface MissingSetting {
  readonly name: string;
  /** The values that are accepted, in words, and the one to propose. */
  readonly wanted: string;
  readonly proposed: string;
  /** What Azure has in its place, and whether that is accepted. */
  readonly default: string;
  readonly isDefaultAccepted: boolean;
  /** The author's words for the type that declares it, and for the arguments that hold its name, its value and its server. */
  readonly spelled: { readonly type: string; readonly name: string; readonly value: string; readonly parent: string };
  /** Set where its server has a shorter way to declare it: the sentence that says so. */
  readonly howToAdd?: string;
}

/** `verdict` is the worst of the causes: fail > undetermined > unset > pass. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly causes: readonly Cause[];
}

/** One thing that is wrong or open, placed where its author must make the change. Plain data. */
export interface Finding {
  /** The control's id, e.g. `Azure.PostgreSQL.UseSSL`. */
  readonly control: string;
  readonly resource: Origin;
  readonly verdict: Cause["verdict"];
  readonly level: Level;
  readonly message: string;
  /** The setting that it is about, such as the server parameter `require_secure_transport`. */
  readonly setting?: string;
  /** What to write in the place of what is found, where it is enough to write one value. */
  readonly proposed?: Proposal;
  readonly missing?: MissingSetting;
  /** The value's path in ARM, e.g. `properties.sslEnforcement`; `configurations.NAME` for a server parameter that is not set. */
  readonly armPath: string;
  /** Where the change is to be made; not set outside of files. */
  readonly place?: Place;
  /** Where the value comes from, if not from that place. */
  readonly valueFrom?: Place;
  /** Set where it depends on a condition that the resource is deployed: what must hold for it, as words that follow an "if". */
  readonly condition?: string;
  /** Set where the finding is accepted; `level` is what it would be otherwise. */
  readonly accepted?: Accepted;
  /** Set where a waiver was for it: the last day on which it held. The message says so, too. */
  readonly expired?: string;
}

/**
 * An exception from a control as its author wrote it, not checked yet: in a configuration, or beside a resource. Its value is
 * `{ control, resource, reason, until, owner }`; beside a resource there is no `resource`.
 */
export interface WrittenWaiver {
  readonly value: unknown;
  /** Where it stands, as its author would say it: `waivers[0]`, `waive() of App/Net`. Begins the messages about it. */
  readonly words: string;
  readonly place?: Place;
  /** What is to be there, where what is written is no waiver at all. */
  readonly wanted?: string;
}

/** Why a finding is accepted. It stays in every report, and fails no run. */
export interface Accepted {
  readonly by: "waiver" | "baseline";
  /** Of a waiver. */
  readonly reason?: string;
  /** The last day on which a waiver holds, in UTC: `2027-01-31`. */
  readonly until?: string;
  readonly owner?: string;
  /** Set for a waiver that ends within 30 days. */
  readonly endsSoon?: true;
  /** Where the waiver stands. */
  readonly place?: Place;
}

/** Something that is to be said of a configuration, of a waiver or of a baseline, and of no resource. */
export interface Notice {
  readonly level: Level;
  readonly message: string;
  readonly place?: Place;
}

/** How serious a finding is. */
export type Level = "error" | "warning";

/** What an option that sets a level accepts. */
export type LevelOption = "error" | "warn" | "ignore";

/** What a platform team can set for every control, and what single controls add to that; the same for every front end. */
export interface Options {
  /** What a value that is not written leads to. */
  readonly unset: LevelOption;
  /** What a value that can't be known before deployment leads to. */
  readonly undetermined: LevelOption;
  /** What leads to that can't be read, and may declare anything. */
  readonly unread: LevelOption;
  /** An option that a control declares. */
  readonly [own: string]: string;
}

/** What one option accepts: a part of JSON Schema, which Pulumi's `configSchema` takes as it is. */
export interface OptionSchema<Value extends string = string> {
  readonly type: "string";
  readonly description: string;
  readonly enum: readonly Value[];
  readonly default: NoInfer<Value>;
}

/** Options by name. */
export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

/** One way to write the value of an ARM path in a host's language. */
export interface Argument {
  /** Where the author writes it, from the resource's outermost argument on. */
  readonly path: readonly string[];
  /** ARM value to what the author writes for it, where the two differ. */
  readonly values?: Readonly<Record<string, boolean>>;
}

/** ARM path to the ways to write it, the current one first. `parent` is what names the containing resource. */
export type Arguments<Path extends string = string> = Readonly<Record<Path | "name", readonly Argument[]>>;

/** Tokens of azure-native: `azure-native:MODULE:NAME`, where a name may have meant something else in other versions. */
export interface AzureNativeToken {
  readonly name: string;
  /** From this major version of the package and this API version on. */
  readonly since?: ApiRange;
  /** Up to before this major version of the package and this API version. */
  readonly before?: ApiRange;
}

/** A version of Pulumi's package, and of Azure's API as Pulumi writes it in a token. */
export interface ApiRange {
  readonly major: number;
  readonly api: string;
}

/** Children of a resource that are a name and a value each, as the parameters of a server. */
export interface Settings {
  /** Last part of the ARM type. */
  readonly collection: string;
  /** What a message calls one of them. */
  readonly noun: string;
  /** Exports those of a server that exists. */
  readonly exportCommand: string;
  readonly azurerm: { readonly type: string; readonly arguments: Arguments<"parent" | "properties.value"> };
  /** They are in the module of their server, in the same versions. */
  readonly azureNative: { readonly name: string; readonly arguments: Arguments<"parent" | "properties.value"> };
  readonly azureClassic: { readonly token: string };
}

/** All that is known of one ARM type, in every language that declares it. A control may read no path that is not here. */
export interface ResourceType<Path extends string = string> {
  /** Azure's own spelling, e.g. `Microsoft.DBforPostgreSQL/flexibleServers`. */
  readonly arm: string;
  /** What a message calls one of them. */
  readonly noun: string;
  /** Values of a path that Azure knows and that are no secret, beyond switches and TLS versions: a message may show them. */
  readonly shownValues?: Readonly<Partial<Record<Path, readonly string[]>>>;
  /** Terraform's azurerm provider. */
  readonly azurerm: { readonly type: string; readonly arguments: Arguments<Path> };
  /** Pulumi's azure-native package. */
  readonly azureNative: { readonly module: string; readonly tokens: readonly AzureNativeToken[]; readonly arguments: Arguments<Path> };
  /** Pulumi's azure package, whose arguments are those of azurerm in camel case. */
  readonly azureClassic: { readonly token: string };
  readonly settings?: Settings;
}

/** A definition of Azure Policy that watches on what is deployed what a control wants of what is declared. */
export type AzurePolicy = {
  /** In kebab case, at most 40 characters; names it in an initiative, also for other options. */
  readonly name: string;
  readonly displayName: string;
  readonly effect: "Audit" | "AuditIfNotExists";
} & (
  | {
      /** The id of a definition that Azure has: the last segment, a GUID. */
      readonly builtIn: string;
    }
  | {
      /** What is to be defined where none is built in: a setting of the resource has one of these values. */
      readonly setting: string;
      readonly accepted: readonly string[];
    }
);

/** One rule. */
export interface Control {
  /** The upstream id, verbatim. */
  readonly id: string;
  /** Former ids. */
  readonly aliases?: readonly string[];
  /** The id's short form in kebab case, for hosts that name policies so. */
  readonly name: string;
  readonly title: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly why: string;
  readonly fix: string;
  /** Where the rule comes from. */
  readonly upstream: { readonly product: string; readonly version: string; readonly id: string; readonly url: string };
  /** Options that only this control has. */
  readonly options?: OptionSchemas;
  /** What watches the same after deployment. */
  readonly azurePolicies?: (options: Options) => readonly AzurePolicy[];
  /** The type that it is about. */
  readonly on: ResourceType;
  /** ARM type to the paths whose values it judges. */
  readonly judges: Readonly<Record<string, readonly string[]>>;
  /** Whether one resource by itself decides, or all of the program are needed. */
  readonly scope: "resource" | "program";
  /** Judges one resource. Pure; `not-applicable` for a resource that is not its subject. */
  judge(subject: AzureResource, inventory: Inventory, options: Options): Outcome;
}

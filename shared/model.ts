/**
 * The vocabulary that every front end and every control shares. Types only.
 */

/**
 * What the author wrote for one value. `unknown`: written, but readable only at deploy time; `why` says so in words that
 * follow the value's name, `remedy`, a sentence, what to do other than to write the value that is wanted, and `among`, if
 * it is one of a few values, which these are.
 */
export type Reading<T = unknown> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "unset" }
  | { readonly state: "unknown"; readonly why: string; readonly remedy?: string; readonly among?: readonly unknown[] };

/** Where a resource was declared, in its author's words. */
export interface Origin {
  readonly frontEnd: "pulumi" | "cdktf" | "terraform" | "arm" | "bicep";
  /** The type as the author's language names it: a Pulumi token, a Terraform type, an ARM type. */
  readonly nativeType: string;
  /** What names this one resource in a report: a URN, a construct path, a path in a template. Unique in an inventory. */
  readonly address: string;
  /** What a message about another resource calls this one, where the address is too long for that. */
  readonly label?: string;
  /** The file that it stands in, where that is known. */
  readonly file?: string;
  /** Set for a resource of a template that a declared resource holds: where it stands in there. Begins its messages. */
  readonly within?: string;
  /** Set with `within`: the address of the resource that holds the template. */
  readonly host?: string;
}

/** A place in a file; both numbers count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
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
  /** Set when it depends on conditions whether the resource is deployed: all of them must hold. */
  readonly conditions?: readonly Condition[];
  /** Set when the resource may have children that the inventory doesn't show: why, and what to do, as of a {@link Reading}. */
  readonly unlisted?: { readonly why: string; readonly remedy?: string };
  /** Set for what can't be read, and may declare any resource: a sentence about it. */
  readonly unread?: string;
  /** The value at an ARM path, e.g. `properties.sslEnforcement`, in ARM's values. Null reads as unset. Never throws. */
  read(armPath: string): Reading;
  /** Where the reference at an ARM path points; `parent` stands for the resource that contains this one. */
  reference(armPath: string): Reference;
  /**
   * An ARM path in its author's words (`ssl_enforcement_enabled`), or with `armValue` what the author writes for that
   * value there (`true`). A server also spells its children: `configurations`, `configurations.properties.value`.
   */
  spell(armPath: string, armValue?: string): string;
  /** Where the value at an ARM path stands, or where the resource does if there is none; `undefined` outside of files. */
  locate?(armPath: string): Source | undefined;
}

/** Every resource of one program, joined. */
export interface Inventory {
  readonly resources: readonly AzureResource[];
  /** The resource that contains `child`; unset: declared elsewhere; unknown: can't tell which. */
  parent(child: AzureResource): Reading<AzureResource>;
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
  readonly at: AzureResource;
  readonly armPath: string;
  /** For the author: what is wrong, then what to write. Never holds a value that may be secret. */
  readonly message: string;
}

/** `verdict` is the worst of the causes: fail > undetermined > unset > pass. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly causes: readonly Cause[];
}

/** What a platform team can set; the same for every front end. */
export interface Options {
  /** The lowest TLS version that `ssl_min_protocol_version` may name. */
  readonly minimumTlsVersion: "1.2" | "1.3";
  /** What a value that is not written leads to. */
  readonly unset: "error" | "warn" | "ignore";
  /** What a value that can't be known before deployment leads to. */
  readonly undetermined: "error" | "warn" | "ignore";
}

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
  /** The options that this control heeds. */
  readonly options: readonly (keyof Options)[];
  /** ARM type to the paths that are read there. A control with one type needs no other resource to judge one. */
  readonly scope: Readonly<Record<string, readonly string[]>>;
  /** Judges one resource. Pure; `not-applicable` for a resource that is not its subject. */
  evaluate(subject: AzureResource, inventory: Inventory, options: Options): Outcome;
}

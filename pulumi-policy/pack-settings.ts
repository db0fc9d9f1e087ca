import type { ReportOption } from "../shared/host-report";
import type { LevelOption } from "../shared/model";

/** Options of all policies; what is left out is that of the configuration file, else the default. */
export interface PackOptions {
  /** The lowest TLS version that `ssl_min_protocol_version` may name: `1.2` by default. */
  readonly minimumTlsVersion?: "1.2" | "1.3";
  /** What a value that is not written leads to: `error` by default. */
  readonly unset?: LevelOption;
  /** What a value that can't be known before deployment leads to: `warn` by default. */
  readonly undetermined?: LevelOption;
  /** What a template that can't be read leads to: `warn` by default. */
  readonly unread?: LevelOption;
}

/** An exception from a control. */
export interface PackWaiver {
  /** A control's id, a former id, the name of its policy, or `*` for all. */
  readonly control: string;
  /** A glob over the URN or the name of a resource. */
  readonly resource: string;
  /** At least 10 characters. */
  readonly reason: string;
  /** The last day on which it holds, in UTC: `2027-01-31`. */
  readonly until?: string;
  readonly owner?: string;
}

/** What a pack of one's own sets. Pulumi's policy configuration wins over it, and it over the configuration file. */
export interface PackSettings {
  readonly options?: PackOptions;
  readonly waivers?: readonly PackWaiver[];
  /** A file that a run writes what is found to, at its end: `{ format: "sarif", path: "tls.sarif" }`; relative to that folder, too. */
  readonly report?: ReportOption;
  /** The configuration file, relative to the folder that the pack runs in; by default it is searched from there upwards. */
  readonly configuration?: string;
}

import { is, type ExpectedFinding, type Lexicon, type RowResource, type Written } from "../row";

const VALUE = "properties.value";

/** What a control wants of the settings of a server. */
interface WantedSettings<Name extends string> {
  /** ARM type of the settings. */
  readonly type: string;
  /** By name: what a message says is wanted, and the value that it proposes, which is also Azure's default unless that is named. */
  readonly settings: Readonly<Record<Name, { readonly wanted: string; readonly proposed: string; readonly default?: string }>>;
}

/** What a control of settings says, a function for each sentence. */
export interface SettingFindings<Name extends string> {
  /** A wrong, missing or unknown value, at its setting. */
  readonly value: (
    at: string,
    name: Name,
    verdict: ExpectedFinding["verdict"],
    found: (words: Lexicon) => string,
    wanted?: string,
    proposed?: string,
  ) => ExpectedFinding;
  /** A setting that nobody declares, at its server. */
  readonly missing: (name: Name, at: string, level?: ExpectedFinding["level"]) => ExpectedFinding;
  /** A setting that nobody declares, on a server that may have it all the same. */
  readonly inherited: (name: Name, at: string, why: (words: Lexicon) => string) => ExpectedFinding;
  readonly unknownName: (at: string) => ExpectedFinding;
  readonly unknownServer: (at: string, name: Name, why: (words: Lexicon) => string) => ExpectedFinding;
  readonly onlyIf: (at: string, name: Name, condition: string) => ExpectedFinding;
  /** A setting that is declared twice for a server. */
  readonly conflict: (at: string, name: Name, right: string, wrong: string) => ExpectedFinding;
  /** The sentence that says how to declare a setting. */
  readonly declare: (words: Lexicon, at: string, name: Name, proposed: string) => string;
}

/** A setting of the server `pg`, unless `extra` says otherwise. */
export function settingOf(
  type: string,
  name: string,
  value: Written | undefined,
  extra: Partial<RowResource> & { readonly id: string },
): RowResource {
  return {
    type,
    parent: { output: "pg" },
    name: name === "unknown" ? name : is(name),
    values: value === undefined ? {} : { [VALUE]: value },
    ...extra,
  };
}

function aboutDefault(
  { proposed, default: standard = proposed }: { readonly proposed: string; readonly default?: string },
  level: ExpectedFinding["level"],
): string {
  if (standard !== proposed) return `Azure's default is ${standard}.`;
  return `Azure's default, ${standard}, is safe today; to rely on it, set the option "unset" to ${level === "warning" ? "" : '"warn" or '}"ignore".`;
}

/** What a control of settings says. */
export function settingFindings<Name extends string>({ type, settings }: WantedSettings<Name>): SettingFindings<Name> {
  const undetermined = (at: string, message: ExpectedFinding["message"]): ExpectedFinding => ({
    at,
    verdict: "undetermined",
    level: "warning",
    message,
  });
  const declare = (words: Lexicon, at: string, name: Name, proposed: string): string =>
    words.howToAdd?.(at, type, name, proposed) ??
    `Declare a resource of type ${words.nativeType(type)} with ${words.newName(type)} "${name}" ` +
      `and ${words.argument(type, VALUE)} "${proposed}" for it.`;
  return {
    declare,
    value: (at, name, verdict, found, wanted = settings[name].wanted, proposed = settings[name].proposed) => ({
      at,
      verdict,
      level: verdict === "undetermined" ? "warning" : "error",
      message: (words) => `${name} ${found(words)}; it must be ${wanted}. Set ${words.argument(type, VALUE)} to "${proposed}".`,
    }),
    missing: (name, at, level = "error") => ({
      at,
      verdict: "unset",
      level,
      message: (words) =>
        `${name} is not set for this server; it must be ${settings[name].wanted}. ${declare(words, at, name, settings[name].proposed)} ` +
        aboutDefault(settings[name], level),
    }),
    inherited: (name, at, why) =>
      undetermined(
        at,
        (words) =>
          `${name} is not set for this server and ${why(words)}; it must be ${settings[name].wanted}. ` +
          declare(words, at, name, settings[name].proposed),
      ),
    unknownName: (at) =>
      undetermined(at, (words) => {
        const argument = words.argument(type, "name");
        return `${argument} ${words.later}, so it can't be told which server parameter this sets. ${words.remedy ?? `Write ${argument} as a literal.`}`;
      }),
    unknownServer: (at, name, why) =>
      undetermined(
        at,
        (words) => `The server that this sets ${name} for can't be told before deployment: ${why(words)}. Refer to one server.`,
      ),
    onlyIf: (at, name, condition) =>
      undetermined(at, (words) => `${name} is set only if ${words.condition(condition)}; it must be set always. Remove the condition.`),
    conflict: (at, name, right, wrong) => ({
      at,
      verdict: "fail",
      level: "error",
      message: (words) =>
        `${name} is set twice for this server, rightly by ${words.label(right)} and wrongly by ${words.label(wrong)}; ` +
        `it must be set once, to ${settings[name].wanted}. Remove the second.`,
    }),
  };
}

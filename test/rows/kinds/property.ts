import type { ExpectedFinding, Lexicon } from "../row";

/** What a control wants of a property. */
interface WantedProperty {
  readonly type: string;
  readonly path: string;
  /** The one value that is right. */
  readonly wanted: string;
}

/** Makes a finding at a resource, from the verdict and what is found there. */
type FindingAt = (
  at: string,
  verdict: ExpectedFinding["verdict"],
  found: (words: Lexicon) => string,
  level?: ExpectedFinding["level"],
) => ExpectedFinding;

/** What a control of a property says. */
export function propertyFinding({ type, path, wanted }: WantedProperty): FindingAt {
  return (at, verdict, found, level = verdict === "undetermined" ? "warning" : "error") => ({
    at,
    verdict,
    level,
    message(words) {
      const [argument, value] = [words.argument(type, path), words.value(type, path, wanted)];
      return `${argument} ${found(words)}; it must be ${value}. Set ${argument} to ${value}.`;
    },
  });
}

/**
 * Makes a test of texts by a glob: `*` stands for any characters but a slash, `**` for any at all (`**\/x` also for `x` alone), `?` for
 * one that is no slash. All else stands for itself, brackets and `!` too, as addresses such as `servers[0]` have them. Case matters.
 *
 * No library: the usual ones make a regular expression of a glob, which for some short globs takes minutes on a short text, and
 * loading them takes longer than all that is matched here. This takes at most the product of the two lengths.
 */
export function globMatcher(glob: string): (text: string) => boolean {
  if (!/[*?]/.test(glob)) return (text) => text === glob;
  const parts = glob.match(/\*\*\/|\*\*+|[^]/gu) ?? [];
  return (text) => text === glob || matches(parts, Array.from(text));
}

/** Which beginnings of the text the parts so far stand for, a part at a time. */
function matches(parts: readonly string[], text: readonly string[]): boolean {
  let reached = [true, ...text.map(() => false)];
  for (const part of parts) {
    const next = text.map(() => false);
    next.unshift(part.startsWith("*") && reached[0] === true);
    for (const [at, character] of text.entries()) next[at + 1] = reaches(part, character, at, reached, next);
    reached = next;
  }
  return reached.at(-1) === true;
}

/** Whether a part that ends with one character of the text can end there. */
function reaches(part: string, character: string, at: number, before: readonly boolean[], here: readonly boolean[]): boolean {
  if (part === "?") return before[at] === true && character !== "/";
  if (part === "*") return before[at + 1] === true || (here[at] === true && character !== "/");
  // Folders, each with its slash, or none.
  if (part === "**/") return before[at + 1] === true || (character === "/" && before.indexOf(true) <= at && before.includes(true));
  if (part.startsWith("**")) return before[at + 1] === true || here[at] === true;
  return before[at] === true && part === character;
}

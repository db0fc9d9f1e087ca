import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { LimitError, type Budget, type Limits } from "../limits";
import type { Range } from "./document";
import type { JsonText } from "./parse";
import { positionsIn } from "./positions";

/** One mistake can bring forth very many errors. */
const MAX_PROBLEMS = 10;

/**
 * Reads a text that is no plain JSON: with comments, trailing commas, line breaks in strings, or errors.
 *
 * @throws LimitError for a text that is nested too deeply
 */
export function parseTolerantly(text: string, { limits }: Budget): JsonText {
  const positionOf = positionsIn(text);
  const rangeOf = (node: Node | undefined): Range => {
    const start = node?.offset ?? 0;
    return { start: positionOf(start), end: positionOf(start + (node?.length ?? 0)) };
  };
  const errors: ParseError[] = [];
  const tree = jsonTree(text, limits, errors);
  const inWords = (error: ParseError["error"]): string =>
    printParseErrorCode(error)
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase();
  return {
    value: tree && (getNodeValue(tree) as unknown),
    problems: errors
      .slice(0, MAX_PROBLEMS)
      .map(({ error, offset }) => ({ message: `The text is not JSON: ${inWords(error)}.`, at: positionOf(offset) })),
    range(path) {
      for (let length = path.length; tree && length > 0; length--) {
        const node = findNodeAtLocation(tree, path.slice(0, length));
        if (node) return rangeOf(node);
      }
      return rangeOf(tree);
    },
  };
}

/**
 * A text as a tree whose nodes tell their places.
 *
 * @param errors takes what is wrong with the text
 * @returns `undefined` where nothing can be made of the text
 * @throws LimitError for a text that is nested too deeply
 */
export function jsonTree(text: string, { nesting }: Pick<Limits, "nesting">, errors: ParseError[] = []): Node | undefined {
  checkNesting(text, nesting);
  return parseTree(withoutLineBreaksInStrings(text), errors, { allowTrailingComma: true });
}

/** Azure takes a string over several lines. What replaces a line break has its length, so that offsets stay what they were. */
function withoutLineBreaksInStrings(text: string): string {
  const strings = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|$)|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g;
  return text.replace(strings, (match) => (match.startsWith("/") ? match : match.replace(/[\n\r\t]/g, " ")));
}

/** The parser calls itself. */
function checkNesting(text: string, most: number): void {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[{}\]]/g)) {
    depth += bracket === "{" || bracket === "[" ? 1 : depth > 0 ? -1 : 0;
    if (depth > most) throw new LimitError("nesting", most);
  }
}

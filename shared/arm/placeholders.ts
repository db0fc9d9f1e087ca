import { concatenate, Unknown, type TextPart, type Value } from "../symbolic/values";

/**
 * What a tool fills in before a parameter file is deployed: azd's `${NAME}` and `${NAME=default}`, Azure Pipelines' `$(name)`,
 * `#{name}#` and `__name__`, and Helm's `{{ name }}`.
 */
const PLACEHOLDER =
  /\$\{(?<azd>\w+)(?:=(?<default>[^{}]*))?\}|\$\([\w.-]+\)|#\{[^{}]+\}#|__[A-Za-z0-9](?:[\w.-]*?[A-Za-z0-9])?__|\{\{[^{}]+\}\}/g;

/**
 * A text of a parameter file, with an unknown part for each placeholder in it: the same for the same placeholder.
 *
 * @returns the text itself where it holds none
 */
export function withPlaceholdersUnknown(text: string): Value {
  const parts: TextPart[] = [];
  let copied = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    parts.push(text.slice(copied, match.index), unknownOf(match[0], match.groups));
    copied = match.index + match[0].length;
  }
  return copied === 0 ? text : concatenate([...parts, text.slice(copied)]);
}

function unknownOf(placeholder: string, groups: Readonly<Record<string, string | undefined>> | undefined): Unknown {
  const key = `placeholder ${groups?.["azd"] ?? placeholder}`;
  const cause = `${placeholder}, which is filled in before the deployment`;
  const unknown = new Unknown(key, cause, true);
  const defaultValue = groups?.["default"];
  // azd takes the default unless somebody sets the variable.
  return defaultValue === undefined ? unknown : new Unknown(`${key}=${defaultValue}`, cause, true, [defaultValue, unknown]);
}

import type { TemplateResource, UnreadTemplatePart } from "./expand";

/** How what is told of a template is spelled: in the words of the language that its author wrote. */
export interface TemplateWords {
  /** What names a resource, made of the path that leads to it in the template. */
  readonly address: (address: string) => string;
  /** Why a value isn't known. */
  readonly reason: (why: string) => string;
  /** What is said of a part that can't be read. */
  readonly unread: (part: UnreadTemplatePart) => string;
  /** Why a resource may have children that aren't read, as words that follow "and". */
  readonly unlisted: string;
  /** See `AzureResource.howToAdd`. */
  readonly howToAdd?: (resource: TemplateResource, name: string, value: string) => string | undefined;
}

/** The words of ARM's JSON. */
export const armWords: TemplateWords = {
  address: (address) => address,
  reason: (why) => why,
  unread: ({ message }) => message,
  unlisted: "a template that gets its name, and isn't read here, may set it",
};

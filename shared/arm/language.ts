import type { Subjects } from "../engine/subjects";
import type { TemplateResource, UnreadTemplatePart } from "./expand";

/** The language that a template was written in: its words for what is told of the template, and what is known of its parts. */
export interface TemplateLanguage {
  /** What names a resource, made of the path that leads to it in the template. */
  readonly address: (address: string) => string;
  /** Why a value isn't known. */
  readonly reason: (why: string) => string;
  /** What is said of a part that can't be read. */
  readonly unread: (part: UnreadTemplatePart) => string;
  /** Whether a part that can't be read may declare something of the types that are wanted. */
  readonly mayDeclare: (part: UnreadTemplatePart, subjects: Subjects) => boolean;
  /** Why a resource may have children that aren't read, as words that follow "and". */
  readonly unlisted: string;
  /** See `AzureResource.howToAdd`. */
  readonly howToAdd?: (resource: TemplateResource, name: string, value: string) => string | undefined;
}

/** ARM's JSON. */
export const armLanguage: TemplateLanguage = {
  address: (address) => address,
  reason: (why) => why,
  unread: ({ message }) => message,
  mayDeclare: () => true,
  unlisted: "a template that gets its name, and isn't read here, may set it",
};

import type { GivenParameters } from "../../arm/parameters";
import type { UnreadTemplatePart } from "../../arm/expand";
import type { Subjects } from "../../engine/subjects";
import type { Document } from "../../json/document";
import type { Budget } from "../../limits";
import type { AzureResource, Gap } from "../../model";

/** What a reader is told besides the document. */
export interface ReadContext {
  /** The types that are wanted. */
  readonly subjects: Subjects;
  readonly budget: Budget;
  /** Values for the parameters of a template. */
  readonly parameters: GivenParameters;
}

/** What a document declares. */
export interface ReadResources {
  readonly resources: readonly AzureResource[];
  readonly gaps: readonly Gap[];
  /** Parts that ask for more than a limit allows: problems, with which the check is not complete. */
  readonly overLimit: readonly UnreadTemplatePart[];
}

/** Reads one kind of file. */
export interface Reader {
  /** As a report names it, e.g. `ARM template`. */
  readonly kind: string;
  /** Whether its files take parameter files: then each is a program of its own. */
  readonly takesParameters: boolean;
  /** Set where each of its files is a program of its own all the same. Files of other kinds are one program. */
  readonly isProgram?: true;
  /** Whether a text may hold anything for it, besides the names of the types: a glance, far faster than to parse the text. */
  mayMatter(text: string, subjects: Subjects): boolean;
  /** The document that it reads, which may be a part of the one that is given; `undefined` for a document of another kind. */
  recognises(document: Document, subjects: Subjects): Document | undefined;
  /** @throws LimitError for a document that asks for more than a limit allows */
  read(document: Document, context: ReadContext): ReadResources;
}

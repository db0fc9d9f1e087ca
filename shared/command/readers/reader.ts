import type { GivenParameters } from "../../arm/parameters";
import type { UnreadTemplatePart } from "../../arm/expand";
import type { Subjects } from "../../engine/subjects";
import type { Document } from "../../json/document";
import type { Budget } from "../../limits";
import type { AzureResource, Gap, WrittenWaiver } from "../../model";
import type { FileProblem, FileReader } from "../read-file";

/** What a reader is told besides the document. */
export interface ReadContext {
  /** The types that are wanted. */
  readonly subjects: Subjects;
  readonly budget: Budget;
  /** Values for the parameters of a template. */
  readonly parameters: GivenParameters;
  /** The other files beside the document's whose names end in a text, as far as they can be read. */
  readonly beside: (ending: string) => readonly Document[];
}

/** What a document declares. */
export interface ReadResources {
  readonly resources: readonly AzureResource[];
  readonly gaps: readonly Gap[];
  /** Parts that ask for more than a limit allows: problems, with which the check is not complete. */
  readonly overLimit: readonly UnreadTemplatePart[];
  /** Waivers that stand beside nothing that is read. */
  readonly strayWaivers?: readonly WrittenWaiver[];
}

/** A file of a language that isn't JSON, as a document. */
export interface Source {
  readonly document: Document;
  readonly problems: readonly FileProblem[];
}

/** A parameter file of such a language. */
export interface ParameterSource {
  /** The path of the template that it is for; `undefined` where it names none, or none that is a file. */
  readonly using: string | undefined;
  readonly given: GivenParameters;
  /** Set for one whose template is no file: a document that deploys that with these values. */
  readonly deployment?: Document;
  readonly problems: readonly FileProblem[];
}

/** A language that isn't JSON: how its files become documents. */
export interface SourceLanguage {
  /** What the paths of its files end in. */
  readonly extension: string;
  readonly parametersExtension: string;
  /**
   * What a file deploys: other files by their paths, and what is somewhere else, each with the one namespace that it is of,
   * or `undefined` for one that may declare anything.
   */
  readonly uses: (
    path: string,
    text: string,
  ) => { readonly deployed: readonly string[]; readonly elsewhere: readonly (string | undefined)[] };
  /** How a file gets at the others that it names. */
  readonly files: (by: string, reader: FileReader) => { readonly readFile: (path: string) => string | undefined };
  /** @returns `undefined` if there is no such file */
  readonly compile: (path: string, reader: FileReader) => Source | undefined;
  readonly compileParameters: (path: string, reader: FileReader) => ParameterSource | undefined;
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
  /** Set for a reader of files that are no JSON. */
  readonly language?: SourceLanguage;
  /** @throws LimitError for a document that asks for more than a limit allows */
  read(document: Document, context: ReadContext): ReadResources;
}

import { armTemplate } from "./arm-template";
import { bicep } from "./bicep";
import { liveExport } from "./export";
import type { Reader } from "./reader";

/** Every reader: a line each. The first that recognises a document reads it. */
export const readers: readonly Reader[] = [armTemplate, liveExport, bicep];

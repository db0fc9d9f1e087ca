import { armTemplate } from "./arm-template";
import { bicep } from "./bicep";
import { liveExport } from "./export";
import type { Reader } from "./reader";
import { synthesized, terraformJson, terraformPlan, terraformState } from "./terraform";

/** Every reader: a line each. The first that recognises a document reads it. */
export const readers: readonly Reader[] = [armTemplate, synthesized, terraformState, terraformPlan, terraformJson, liveExport, bicep];

/** All that the compiler takes from the reader of templates. */
export type { Document, JsonPath } from "../front-ends/arm/template";
export { defaultLimits, LimitError, newBudget, type Budget, type Limits } from "../front-ends/arm/limits";
export { parseJson } from "../front-ends/json-text";

export { check, guard, PostgresqlTlsAspect, type AppLike, type AspectOptions } from "./aspect";
export type { ConstructLike } from "./constructs";
export type { InternalError, Report, Result, UnreadPart } from "../shared/engine/run-controls";
export { OptionsError } from "../shared/engine/options";
export type { Finding, Origin, Verdict } from "../shared/model";

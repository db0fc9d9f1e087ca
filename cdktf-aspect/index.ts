export { check, guard, PostgresqlTlsAspect, type AppLike } from "./aspect";
export type { AspectReport } from "./judge";
export type { AspectOptions, ConfiguredWaiver } from "./setup";
export { waive, type ConstructWaiver } from "./waive";
export type { ConstructLike } from "./constructs";
export type { InternalError, Report, Result, UnreadPart } from "../shared/engine/run-controls";
export { OptionsError } from "../shared/engine/options";
export type { Accepted, Finding, Notice, Origin, Verdict } from "../shared/model";

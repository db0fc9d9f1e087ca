export { check, guard, PostgresqlTlsAspect, type AppLike, type AspectOptions, type Finding, type Report } from "./aspect";
export type { ConstructLike } from "./constructs";
export { OptionsError } from "../shared/engine/options";

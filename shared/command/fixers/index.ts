import { arm } from "./arm";
import type { Fixer } from "./fixer";

/** Every fixer: a line each. */
export const fixers: readonly Fixer[] = [arm];

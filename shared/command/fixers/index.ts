import { arm } from "./arm";
import { bicep } from "./bicep";
import type { Fixer } from "./fixer";
import { terraform } from "./terraform";

/** Every fixer: a line each. */
export const fixers: readonly Fixer[] = [arm, bicep, terraform];

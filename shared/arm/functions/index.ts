import type { PureFunction } from "../../symbolic/function";
import { collections } from "./collections";
import { logic } from "./logic";
import { numbers } from "./numbers";
import { texts } from "./texts";

/** The functions that need nothing but their arguments, by their names in lower case. */
export const functions: ReadonlyMap<string, PureFunction> = new Map(Object.entries({ ...logic, ...numbers, ...texts, ...collections }));

import { controls } from "../shared/controls";
import { optionsOfAll, parseOptions } from "../shared/engine/options";
import { subjectsOf } from "../shared/engine/subjects";

/** What the product's own controls need to be read. */
export const subjects = subjectsOf(controls);

/** All options of the product's own controls. */
export const acceptedOptions = optionsOfAll(controls);

/** The options that hold where nothing is configured. */
export const defaultOptions = parseOptions(undefined, acceptedOptions);

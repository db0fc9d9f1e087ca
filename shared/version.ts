/** The version of all packages, which reports and baselines name. */
export const version = "0.1.0";

/** All that the command asks of Bicep; loaded only where there is a file of it. */
export { SourceText, type Body } from "./source-text";
export type { Expression, Statement } from "./syntax";
export { compileBicep, type Problem } from "./compile";
export { givenInTemplate } from "./given-parameters";
export { bicepLanguage } from "./language";
export { onlyNamespaceOf } from "./known-modules";
export { compileParameters } from "./parameters";
export { usedFiles } from "./used-files";

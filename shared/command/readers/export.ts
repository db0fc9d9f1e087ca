import { readExport } from "../../arm/export";
import type { Reader } from "./reader";

/** What az, the REST API and PSRule export of live servers. A server and its parameters may be in files of their own. */
export const liveExport: Reader = {
  kind: "export",
  takesParameters: false,
  mayMatter: () => false,
  recognises: (document, subjects) => (readExport(document, subjects).length > 0 ? document : undefined),
  read: (document, { subjects }) => ({ resources: readExport(document, subjects), gaps: [], overLimit: [] }),
};

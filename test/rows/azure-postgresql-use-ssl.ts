import { azurePostgresqlUseSsl } from "../../shared/controls/azure-postgresql-use-ssl";
import { CLUSTER, FLEXIBLE_SERVER, SINGLE_SERVER } from "./arm-types";
import { propertyFinding } from "./kinds/property";
import { expired, is, rowsOf, type RowResource, type RowWaiver, type Written } from "./row";

const PATH = "properties.sslEnforcement";

const single = (written?: Written): RowResource => ({
  id: "s",
  type: SINGLE_SERVER,
  name: is("pg-single"),
  values: written === undefined ? {} : { [PATH]: written },
});

const WAIVER: RowWaiver = { reason: "The old client speaks no TLS.", until: "2999-12-31", owner: "payments" };

const finding = propertyFinding({ type: SINGLE_SERVER, path: PATH, wanted: "Enabled" });

/** The verdict table of `Azure.PostgreSQL.UseSSL`. */
export const useSslRows = rowsOf(azurePostgresqlUseSsl, [
  { name: "Enabled passes", shows: "compliant", resources: [single(is("Enabled"))], verdicts: { s: "pass" }, findings: [] },
  {
    name: "the case of a value doesn't matter",
    shows: "wrong case",
    resources: [single(is("enabled"))],
    verdicts: { s: "pass" },
    findings: [],
  },
  {
    name: "Disabled fails",
    shows: "violating",
    resources: [single(is("Disabled"))],
    verdicts: { s: "fail" },
    findings: [finding("s", "fail", (words) => `is ${words.value(SINGLE_SERVER, PATH, "Disabled")}`)],
  },
  {
    name: "an empty text fails",
    resources: [single(is(""))],
    verdicts: { s: "fail" },
    findings: [finding("s", "fail", () => "is an empty string")],
  },
  {
    name: "any other text fails, and is not repeated, as it may be a secret",
    resources: [single(is("hunter2 s3cret"))],
    verdicts: { s: "fail" },
    findings: [finding("s", "fail", () => "is a string of 14 characters")],
  },
  {
    name: "a number fails as one",
    shows: "wrong type",
    resources: [single(is(7))],
    verdicts: { s: "fail" },
    findings: [finding("s", "fail", () => "is a number")],
  },
  {
    name: "an array fails as one",
    resources: [single(is(["Enabled"]))],
    verdicts: { s: "fail" },
    findings: [finding("s", "fail", () => "is an array")],
  },
  {
    name: "an object fails as one",
    resources: [single(is({ value: "Enabled" }))],
    verdicts: { s: "fail" },
    findings: [finding("s", "fail", () => "is an object")],
  },
  {
    name: "not written is unset",
    shows: "unset",
    resources: [single()],
    verdicts: { s: "unset" },
    findings: [finding("s", "unset", () => "is not set")],
  },
  { name: "null is unset", resources: [single(is(null))], verdicts: { s: "unset" }, findings: [finding("s", "unset", () => "is not set")] },
  {
    name: "unset can be a warning",
    resources: [single()],
    options: { unset: "warn" },
    verdicts: { s: "unset" },
    findings: [finding("s", "unset", () => "is not set", "warning")],
  },
  { name: "unset can be ignored", resources: [single()], options: { unset: "ignore" }, verdicts: { s: "unset" }, findings: [] },
  {
    name: "unknown is undetermined",
    shows: "unknown",
    resources: [single("unknown")],
    verdicts: { s: "undetermined" },
    findings: [finding("s", "undetermined", (words) => words.later)],
  },
  {
    name: "undetermined can be an error",
    resources: [single("unknown")],
    options: { undetermined: "error" },
    verdicts: { s: "undetermined" },
    findings: [finding("s", "undetermined", (words) => words.later, "error")],
  },
  {
    name: "undetermined can be ignored",
    resources: [single("unknown")],
    options: { undetermined: "ignore" },
    verdicts: { s: "undetermined" },
    findings: [],
  },
  {
    name: "a waiver beside a server accepts what is found there",
    resources: [{ ...single(is("Disabled")), waiver: WAIVER }],
    verdicts: { s: "fail" },
    findings: [{ ...finding("s", "fail", (words) => `is ${words.value(SINGLE_SERVER, PATH, "Disabled")}`), accepted: WAIVER }],
  },
  {
    name: "a waiver that has expired accepts nothing, and is told",
    resources: [{ ...single(), waiver: { ...WAIVER, until: "2020-01-31" } }],
    verdicts: { s: "unset" },
    findings: [
      expired(
        finding("s", "unset", () => "is not set"),
        "2020-01-31",
      ),
    ],
  },
  {
    name: "a server that is only looked up is not judged",
    resources: [{ ...single(is("Disabled")), existing: true }],
    verdicts: {},
    findings: [],
  },
  {
    name: "a single server is judged, a flexible server beside it is not",
    resources: [single(is("Disabled")), { id: "pg", type: FLEXIBLE_SERVER }],
    verdicts: { s: "fail" },
    findings: [finding("s", "fail", (words) => `is ${words.value(SINGLE_SERVER, PATH, "Disabled")}`)],
  },
  {
    name: "a cluster of Cosmos DB for PostgreSQL is not judged",
    shows: "unrelated resource",
    resources: [{ id: "cluster", type: CLUSTER }],
    verdicts: {},
    findings: [],
  },
]);

import { armDialect } from "../dialects/arm";
import { bicepDialect } from "../dialects/bicep";
import type { Dialect } from "../dialects/dialect";
import { pulumiDialects } from "../dialects/pulumi";
import { planDialects, synthesizedDialects, terraformDialects } from "../dialects/terraform";

/** One way in, with all the ways to write servers there. */
export interface FrontEnd {
  /** Heads its column. */
  readonly name: string;
  /** The suite that runs each row through each of its dialects, and leaves out what a dialect can't write. */
  readonly suite: string;
  readonly dialects: readonly Dialect[];
}

/** Every front end. */
export const frontEnds: readonly FrontEnd[] = [
  { name: "Pulumi", suite: "test/e2e/rows-pulumi.test.ts", dialects: pulumiDialects },
  { name: "CDKTF and CDK Terrain", suite: "test/unit/rows-terraform.test.ts", dialects: terraformDialects },
  { name: "`cdktf.out`", suite: "test/unit/rows-terraform-files.test.ts", dialects: synthesizedDialects },
  { name: "Terraform plan", suite: "test/unit/rows-terraform-files.test.ts", dialects: planDialects },
  { name: "ARM template", suite: "test/unit/rows-arm.test.ts", dialects: [armDialect] },
  { name: "Bicep", suite: "test/unit/rows-bicep.test.ts", dialects: [bicepDialect] },
];

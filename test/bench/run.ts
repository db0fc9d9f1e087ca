/** Measures what the product costs its users, as ratios to a no-op that runs beside it. */
import { benchmark as arm } from "./arm";
import { benchmark as bicep } from "./bicep";
import { benchmark as cdktf } from "./cdktf";
import { benchmark as join } from "./join";
import { benchmark as pulumi } from "./pulumi";
import { benchmark as terraform } from "./terraform";
import { print, type Measurement } from "./table";

const benchmarks: Readonly<Record<string, () => Measurement[] | Promise<Measurement[]>>> = { pulumi, join, cdktf, arm, bicep, terraform };

/** All benchmarks, or those that are named. */
async function main(names: readonly string[]): Promise<void> {
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (names.length === 0 || names.includes(name)) print(await benchmark());
  }
}

void main(process.argv.slice(2));

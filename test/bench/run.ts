/** Measures what the product costs its users, as ratios to a no-op that runs beside it. */
import { benchmark as pulumi } from "./pulumi";
import { print } from "./table";

async function main(): Promise<void> {
  print(await pulumi());
}

void main();

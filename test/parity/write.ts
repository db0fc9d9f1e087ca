import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parityPage } from "./page";

writeFileSync(resolve(__dirname, "../../shared/parity.md"), parityPage());

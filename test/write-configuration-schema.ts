/** Writes the JSON Schema of configuration files anew: `npm run schema`. */
import { writeFileSync } from "node:fs";
import { configurationSchemaFile, configurationSchemaText } from "./configuration-schema";

writeFileSync(configurationSchemaFile, configurationSchemaText());

import { todayInUtc } from "../../shared/engine/dates";
import { buildInventory } from "../../shared/engine/inventory";
import { optionsOfAll, parseOptions } from "../../shared/engine/options";
import { runControls, type Report } from "../../shared/engine/run-controls";
import { Waivers } from "../../shared/engine/waivers";
import type { AzureResource, Control, Gap } from "../../shared/model";
import type { Row } from "./row";

/** What some controls say of what a front end reads of a row, once the waivers in it are applied. */
export function judgeRow(row: Row, controls: readonly Control[], resources: readonly AzureResource[], gaps: readonly Gap[] = []): Report {
  const report = runControls(buildInventory(resources, gaps), controls, parseOptions(row.options, optionsOfAll(controls)));
  return new Waivers({ controls, today: todayInUtc() }).apply(report, resources, []);
}

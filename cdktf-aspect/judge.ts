import type { BaselineEntry } from "../shared/engine/baseline";
import { optionsOfAll } from "../shared/engine/options";
import { buildInventory } from "../shared/engine/inventory";
import { todayInUtc } from "../shared/engine/dates";
import { mergedReports, partOf, runControls, type Report } from "../shared/engine/run-controls";
import { subjectsOf } from "../shared/engine/subjects";
import { Waivers } from "../shared/engine/waivers";
import type { Control, Notice, OptionSchemas, Origin } from "../shared/model";
import type { TerraformDocument } from "../shared/terraform/program";
import { newTerraformReader, type Voice } from "../shared/terraform/resources";
import { constructPathOf } from "../shared/terraform/waivers";
import type { StackLike } from "./constructs";
import { render, type Moment } from "./render";
import type { Settings, Setup } from "./setup";

/** Judges stacks by some controls. */
export interface StackJudge {
  /** The options that may be set. */
  readonly acceptedOptions: OptionSchemas;
  /** Renders what matters of a stack. */
  render(stack: StackLike, moment: Moment): TerraformDocument;
  /** Judges some stacks as one program, by what they write. */
  judge(stacks: readonly TerraformDocument[], setup: Setup): AspectReport;
}

/** What the controls found, and what is to be said of waivers. Plain data. */
export interface AspectReport extends Report {
  readonly notices: readonly Notice[];
}

/** As authors in TypeScript see what they declare. */
const voice: Voice = {
  address: (block) => constructPathOf(block) ?? `${block.stack.document.path}/${block.address}`,
  spell: camelCase,
  declaration: (block) => constructPathOf(block) ?? block.stack.document.path,
};

/** Whether something is declared by the construct of a path, or below it; the path of an app is empty. */
export function isDeclaredAt({ declaration = "" }: Origin, path: string): boolean {
  return path === "" || declaration === path || declaration.startsWith(`${path}/`);
}

/** An argument as the libraries' classes name it. */
export function camelCase(argument: string): string {
  return argument.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Makes a judge of some controls. */
export function stackJudgeOf(controls: readonly Control[]): StackJudge {
  const reader = newTerraformReader(subjectsOf(controls));
  return {
    acceptedOptions: optionsOfAll(controls),
    render: (stack, moment) => render(stack, { argumentsOf: (type) => reader.argumentsOf(type), moment }),
    judge(stacks, setup) {
      const { resources, gaps, strayWaivers } = reader.read(stacks, voice);
      const inventory = buildInventory(resources, gaps);
      const waivers = new Waivers({ controls, today: todayInUtc(), ...(setup.unwaivable && { unwaivable: setup.unwaivable }) });
      waivers.addStray(strayWaivers);
      const reports = partsOf(stacks, setup).map(({ settings, isOwn }) => {
        const whole = runControls(inventory, settings.controls, settings.options, settings.optionsOf);
        return waivers.apply(isOwn ? partOf(whole, isOwn) : whole, resources, settings.waivers);
      });
      const report = mergedReports(reports);
      const { baseline } = setup;
      if (!baseline) return { ...report, notices: waivers.notices(true) };
      const findings = baseline.apply(report.findings);
      const isOwn = ({ address }: BaselineEntry): boolean => stacks.some(({ path }) => address.startsWith(`${path}/`));
      return { ...report, findings, notices: [...waivers.notices(true), ...baseline.finish(findings, isOwn)] };
    },
  };
}

/** What holds for a part of the stacks; without `isOwn`, for all of them. */
interface Part {
  readonly settings: Settings;
  readonly isOwn?: (origin: Origin) => boolean;
}

function partsOf(stacks: readonly TerraformDocument[], setup: Setup): readonly Part[] {
  const byStack = new Map(stacks.map(({ path }) => [path, setup.settings(path)]));
  const [first = setup.settings(""), ...others] = new Set(byStack.values());
  if (others.length === 0) return [{ settings: first }];
  const settingsAt = (path: string): Settings | undefined =>
    byStack.get(path) ?? (path.includes("/") ? settingsAt(path.slice(0, path.lastIndexOf("/"))) : undefined);
  return [first, ...others].map((settings) => ({ settings, isOwn: ({ declaration = "" }) => settingsAt(declaration) === settings }));
}

import { isAccepted, NOT_APPLICABLE, outcome, shortfall } from "../../engine/outcome";
import { same } from "../../engine/names";
import { show } from "../../engine/show";
import type { Control, ResourceType } from "../../model";

/** What a control of this kind says, besides what every control does. */
export type PropertyControl<Path extends string> = Omit<Control, "on" | "judges" | "scope" | "judge"> & {
  readonly on: ResourceType<Path>;
  readonly path: NoInfer<Path>;
  /** The values that are right, in Azure's spelling; the first is the one that a message proposes. */
  readonly accepted: readonly [string, ...string[]];
};

/** A control that wants one property of a resource to have one of a few values. */
export function controlOfProperty<Path extends string>({ on, path, accepted, ...metadata }: PropertyControl<Path>): Control {
  const accepts = (value: unknown): boolean => typeof value === "string" && accepted.some((one) => same(one, value));
  const shown = [...accepted, ...(on.shownValues?.[path] ?? [])];
  return {
    ...metadata,
    on,
    judges: { [on.arm]: [path] },
    scope: "resource",
    judge(resource) {
      if (!same(resource.type, on.arm)) return NOT_APPLICABLE;
      const reading = resource.read(path);
      if (isAccepted(reading, accepts)) return outcome([]);
      const spell = (value: unknown): string => show(typeof value === "string" ? resource.spell(path, value) : value, shown);
      const { verdict, found, remedy } = shortfall(reading, accepts, spell);
      const argument = resource.spell(path);
      const [first = "", ...others] = accepted.map((one) => resource.spell(path, one));
      const wanted = [first, ...others].join(" or ");
      const message = `${argument} ${found}; it must be ${wanted}. ${remedy ?? `Set ${argument} to ${first}.`}`;
      return outcome([{ verdict, resource, armPath: path, message, ...(remedy === undefined && { proposed: accepted[0] }) }]);
    },
  };
}

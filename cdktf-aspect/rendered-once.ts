import { rootOf, type ConstructLike, type StackLike } from "./constructs";

const CUSTOM_SYNTHESIS = Symbol.for("cdktf/customSynthesis");

/** Apps that are being synthesized. */
const synthesizing = new WeakSet<ConstructLike>();

/** Takes back what the library has not asked for, by stack. */
const offered = new Map<StackLike, () => void>();

/** Synthesizes an app. While it lasts, {@link renderForLibrary} serves the library as well. */
export function synthesize(app: ConstructLike, synth: () => void): void {
  synthesizing.add(app);
  try {
    synth();
  } finally {
    synthesizing.delete(app);
    for (const takeBack of offered.values()) takeBack();
  }
}

/**
 * What a stack writes, when the library has validated it and is about to write it: this very rendering is what the library gets
 * when it asks for it, so that the stack is rendered once, and what is judged is what is written.
 *
 * @returns `undefined` where something else may change the stack in between, or ask for another form of it
 */
export function renderForLibrary(stack: StackLike): unknown {
  const app = rootOf(stack);
  offered.get(stack)?.();
  if (!synthesizing.has(app) || isForHcl(app) || stack.node.findAll().some(hasCustomSynthesis)) return undefined;
  const own = Object.getOwnPropertyDescriptor(stack, "toTerraform");
  const rendering = stack.toTerraform();
  const takeBack = (): void => {
    offered.delete(stack);
    if (own) Object.defineProperty(stack, "toTerraform", own);
    else Reflect.deleteProperty(stack, "toTerraform");
  };
  const toTerraform = (): unknown => {
    takeBack();
    return rendering;
  };
  Object.defineProperty(stack, "toTerraform", { value: toTerraform, configurable: true, writable: true });
  offered.set(stack, takeBack);
  return rendering;
}

/** Whether the stacks of an app are written as HCL. */
export function isForHcl(app: ConstructLike): boolean {
  return "hclOutput" in app && app.hclOutput === true;
}

/** Whether a construct does something between the validation of its stack and the writing of it. */
function hasCustomSynthesis(construct: unknown): boolean {
  return typeof construct === "object" && construct !== null && CUSTOM_SYNTHESIS in construct;
}

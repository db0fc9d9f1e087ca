import { resolve } from "node:path";
import { controls } from "../../shared/controls";
import type { Options } from "../../shared/model";
import { startPolicyPack, type PolicyPack, type Resource, type StackContext } from "./policy-pack";

declare global {
  /** The pack that is tested, from the root of the repository; its folder, if left out. */
  var policyPack: string | undefined;
}

const root = resolve(__dirname, "../..");

/** The folder of the pack. */
export const packFolder = resolve(root, "pulumi-policy");
/** The pack that is tested, as a user names it in `--policy-pack`: the folder, or the one file. */
export const policyPack = resolve(root, globalThis.policyPack ?? packFolder);

/** The policies' names. */
export const ssl = controls[0].name;
export const tls = controls[1].name;
export const unread = "azure-postgresql-tls-unread";
export const advice = "azure-postgresql-tls-advice";

/** A diagnostic as a user sees it, without the description, which is the same for all of a policy. */
export interface Diagnosed {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** Boots the pack as the engine does, up to its configuration. */
export async function bootPack(context?: StackContext): Promise<PolicyPack> {
  const pack = await startPolicyPack(policyPack, context);
  await pack.configureStack();
  return pack;
}

/**
 * What the pack says of a program: of each resource as it is registered, then of the stack.
 *
 * @param declared registered by the program, in this order
 * @param stack what the stack call shows; the declared ones, if left out
 */
export async function diagnose(
  pack: PolicyPack,
  declared: readonly Resource[],
  options: Partial<Options> = {},
  stack = declared,
): Promise<Diagnosed[]> {
  const { minimumTlsVersion, ...both } = options;
  await pack.configure({
    [ssl]: { enforcementLevel: "mandatory", properties: both },
    [tls]: { enforcementLevel: "mandatory", properties: { ...both, ...(minimumTlsVersion && { minimumTlsVersion }) } },
    [unread]: { enforcementLevel: "mandatory", properties: {} },
    [advice]: { enforcementLevel: "advisory", properties: {} },
  });
  const diagnosed: Diagnosed[] = [];
  for (const resource of declared) {
    expect(await pack.remediate(resource)).toEqual([]);
    for (const { policyName, level, message } of await pack.analyze(resource))
      diagnosed.push({ policy: policyName, level, urn: resource.urn, message: own(message) });
  }
  for (const { policyName, level, urn, message } of await pack.analyzeStack(stack))
    diagnosed.push({ policy: policyName, level, urn, message: own(message) });
  return diagnosed;
}

/** The policy's own message, without the description that the SDK puts in a line before it. */
function own(message: string): string {
  return message.slice(message.indexOf("\n") + 1);
}

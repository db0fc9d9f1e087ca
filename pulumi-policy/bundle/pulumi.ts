/** A stand-in for `@pulumi/pulumi`: what the policy SDK uses of it, without the rest, which takes most of a pack's start to load. */
import type { Output as SdkOutput } from "@pulumi/pulumi";

export * as asset from "@pulumi/pulumi/asset";

/** Tells outputs apart: the policy SDK refuses one in what a policy returns. */
export const Output: Pick<typeof SdkOutput, "isInstance"> = {
  isInstance<T>(value: unknown): value is SdkOutput<T> {
    return typeof value === "object" && value !== null && "__pulumiOutput" in value && value.__pulumiOutput === true;
  },
};

/** A stand-in for `@pulumi/pulumi/runtime/rpc`: the marks of special values in a message. Their types are the values themselves. */
import type * as sdk from "@pulumi/pulumi/runtime/rpc";

export const specialSigKey: typeof sdk.specialSigKey = "4dabf18193072939515e22adb298388d";
export const specialAssetSig: typeof sdk.specialAssetSig = "c44067f5952c0a294b673a41bacd8c17";
export const specialArchiveSig: typeof sdk.specialArchiveSig = "0def7320c3a5731c473e5ecbe6d01bc7";
export const specialSecretSig: typeof sdk.specialSecretSig = "1b47061264138c4ac30d75fd1eb44270";

import type { Policies } from "@pulumi/policy";
import { controls } from "../shared/controls";
import { subjectsOf } from "../shared/engine/subjects";
import type { Control } from "../shared/model";
import { ADVICE, advicePolicy } from "./advice-policy";
import { configurationPolicy } from "./configuration-policy";
import { ControlPolicy } from "./control-policy";
import { PackConfiguration } from "./pack-configuration";
import type { PackSettings } from "./pack-settings";
import { tokensOf } from "./tokens";
import { UnreadPolicy } from "./unread-policy";

export type { PackOptions, PackSettings, PackWaiver } from "./pack-settings";

/**
 * Makes the policies of some controls: one for each, one for what can't be read, one that carries the warnings of all of them, and
 * one that tells what is wrong with their configuration. They keep what they have seen of a program, so use them in one pack only.
 */
export function policiesOf(own: readonly Control[], settings: PackSettings = {}): Policies {
  const subjects = subjectsOf(own);
  const reader = { subjects, nativeType: tokensOf(subjects.resourceTypes) };
  const pack = new PackConfiguration(own, settings, ADVICE);
  const sources = [...own.map((control) => new ControlPolicy(control, reader, pack)), new UnreadPolicy(subjects, pack)];
  return [...sources.map(({ policy }) => policy), advicePolicy(sources, own, pack), configurationPolicy(pack)];
}

/**
 * The policies with settings of a pack of one's own. What is wrong with the settings is a violation of the policy
 * `azure-postgresql-tls-configuration`.
 */
export function policiesWith(settings: PackSettings): Policies {
  return policiesOf(controls, settings);
}

/** The policies, ready for `new PolicyPack(name, { policies })`. Importing them starts no server. */
export const policies: Policies = policiesOf(controls);

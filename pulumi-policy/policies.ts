import type { Policies } from "@pulumi/policy";
import { controls } from "../shared/controls";
import { subjectsOf } from "../shared/engine/subjects";
import type { Control } from "../shared/model";
import { advicePolicy } from "./advice-policy";
import { ConfigurationPolicy } from "./configuration-policy";
import { ControlPolicy } from "./control-policy";
import { tokensOf } from "./tokens";
import { UnreadPolicy } from "./unread-policy";

/**
 * Makes the policies of some controls: one for each, one for what can't be read, one for what is wrong with the configuration,
 * then the one that carries the warnings of all of them. They keep what they have seen of a program, so use them in one pack only.
 */
export function policiesOf(own: readonly Control[]): Policies {
  const subjects = subjectsOf(own);
  const reader = { subjects, nativeType: tokensOf(subjects.resourceTypes) };
  const configuration = new ConfigurationPolicy();
  const sources = [...own.map((control) => new ControlPolicy(control, reader, configuration)), new UnreadPolicy(subjects, configuration)];
  return [...sources.map(({ policy }) => policy), configuration.policy, advicePolicy(sources)];
}

/** The policies, ready for `new PolicyPack(name, { policies })`. Importing them starts no server. */
export const policies: Policies = policiesOf(controls);

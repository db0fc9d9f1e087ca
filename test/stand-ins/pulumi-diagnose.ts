import { resolve } from "node:path";
import { azurePostgresqlFlexibleSecureTls } from "../../shared/controls/azure-postgresql-flexible-secure-tls";
import { azurePostgresqlUseSsl } from "../../shared/controls/azure-postgresql-use-ssl";
import type { Options } from "../../shared/model";
import { startPolicyPack, type AnalyzerInfo, type PolicyConfig, type PolicyPack, type Resource, type StackContext } from "./policy-pack";

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
export const useSsl = azurePostgresqlUseSsl.name;
export const secureTls = azurePostgresqlFlexibleSecureTls.name;
export const unread = "azure-postgresql-tls-unread";
export const configuration = "azure-postgresql-tls-configuration";
export const advice = "azure-postgresql-tls-advice";

/** A diagnostic as a user sees it, without the description, which is the same for all of a policy. */
export interface Diagnosed {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** Boots a pack as the engine does, up to its configuration. */
export async function bootPack(path = policyPack, context?: StackContext): Promise<PolicyPack> {
  const pack = await startPolicyPack(path, context);
  try {
    await pack.configureStack();
    return pack;
  } catch (error) {
    await pack.stop();
    throw error;
  }
}

/** Boots a pack before the tests around this call, and stops it after them, whatever they do. */
export function packForTests(path = policyPack): () => PolicyPack {
  let pack: PolicyPack | undefined;
  beforeAll(async () => {
    pack = await bootPack(path);
  });
  afterAll(() => pack?.stop());
  return () => {
    if (!pack) throw new Error("The pack has not started.");
    return pack;
  };
}

/** How a program is diagnosed. */
interface DiagnoseRequest {
  /** Options, for each policy that takes them. */
  readonly options?: Partial<Options>;
  /** The one control whose policy is on; all of them, if left out. */
  readonly only?: string;
  /** What the stack call shows; the declared resources, if left out. */
  readonly stack?: readonly Resource[];
}

/**
 * What a pack says of a program: of each resource as it is registered, then of the stack.
 *
 * @param declared registered by the program, in this order
 */
export async function diagnose(
  pack: PolicyPack,
  declared: readonly Resource[],
  { options = {}, only, stack = declared }: DiagnoseRequest = {},
): Promise<Diagnosed[]> {
  await pack.configure(configurationOf(await policiesIn(pack), options, only));
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

const infos = new WeakMap<PolicyPack, Promise<AnalyzerInfo>>();

/** What a pack says of its policies, asked once. */
function policiesIn(pack: PolicyPack): Promise<AnalyzerInfo> {
  const info = infos.get(pack) ?? pack.getAnalyzerInfo();
  infos.set(pack, info);
  return info;
}

function configurationOf({ policies }: AnalyzerInfo, options: Partial<Options>, only: string | undefined): Record<string, PolicyConfig> {
  const isOn = (name: string): boolean => only === undefined || [only, unread, configuration, advice].includes(name);
  return Object.fromEntries(
    policies.map(({ name, enforcementLevel, configSchema }) => [
      name,
      {
        enforcementLevel: isOn(name) ? enforcementLevel : "disabled",
        properties: Object.fromEntries(Object.entries(options).filter(([option]) => option in (configSchema?.properties ?? {}))),
      },
    ]),
  );
}

/** The policy's own message, without the description that the SDK puts in a line before it. */
function own(message: string): string {
  return message.slice(message.indexOf("\n") + 1);
}

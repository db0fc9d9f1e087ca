import { advice, bootPack, diagnose, ssl, tls, type Diagnosed } from "../stand-ins/pulumi-diagnose";
import { pulumiDialects, toldByPulumi } from "../dialects/pulumi";
import { UNKNOWN, type PolicyPack, type Resource } from "../stand-ins/policy-pack";
import { rows, type Lexicon, type Row } from "../rows";

/** Pulumi programs have no condition that is unknown in a preview: what is not to be there is not registered. */
const expressible = rows.filter((row) => row.resources.every((resource) => resource.condition === undefined));

let pack: PolicyPack;

beforeAll(async () => {
  pack = await bootPack();
});

afterAll(() => pack.stop());

function expected(row: Row, words: Lexicon, resources: readonly Resource[]): Diagnosed[] {
  const isNamedLater = (at: string): boolean =>
    resources.some(({ urn, outputs }) => urn === words.address(at) && outputs["name"] === UNKNOWN);
  return toldByPulumi(row, words, isNamedLater).map(({ control, at, level, text }) => {
    const policy = { ssl, tls }[control];
    const urn = words.address(at);
    if (level === "error") return { policy, level: "mandatory", urn, message: text };
    return { policy: advice, level: "advisory", urn, message: `${policy}: ${text}` };
  });
}

const inOrder = (diagnosed: readonly Diagnosed[]): string[] => diagnosed.map((one) => JSON.stringify(one)).sort();

describe.each(pulumiDialects)("$name", (dialect) => {
  test.each(expressible)("$name", async (row) => {
    const { resources, words } = dialect.program(row);
    expect(inOrder(await diagnose(pack, resources, row.options))).toEqual(inOrder(expected(row, words, resources)));
  });
});

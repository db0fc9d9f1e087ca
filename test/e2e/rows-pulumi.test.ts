import { resolve } from "node:path";
import { pulumiDialects, toldByPulumi } from "../dialects/pulumi";
import { fixtureRows } from "../fixtures/controls";
import { rows } from "../rows";
import { everyRow, inOrder } from "../rows/registrations";
import type { Lexicon, Row } from "../rows/row";
import { UNKNOWN, type Resource } from "../stand-ins/policy-pack";
import { advice, packForTests, diagnose, policyPack, type Diagnosed } from "../stand-ins/pulumi-diagnose";

const fixturePack = resolve(__dirname, "../fixtures/controls/pack");

/** Which pack runs which rows, with the policies of all its controls on or with that of the row's control alone. */
const runs = [
  { name: "the product's pack, alone", path: policyPack, own: rows, isAlone: true },
  { name: "a pack with the fixtures' controls, alone", path: fixturePack, own: fixtureRows, isAlone: true },
  { name: "a pack with the fixtures' controls, beside all others", path: fixturePack, own: everyRow, isAlone: false },
];

function expected(row: Row, words: Lexicon, resources: readonly Resource[]): Diagnosed[] {
  const { name } = row.control;
  const isNamedLater = (at: string): boolean =>
    resources.some(({ urn, outputs }) => urn === words.address(at) && outputs["name"] === UNKNOWN);
  return toldByPulumi(row, words, isNamedLater).map(({ at, level, text: told }) => {
    const [urn, text] = [words.declaration(at), words.beginning(at) + told];
    if (level === "error") return { policy: name, level: "mandatory", urn, message: text };
    return { policy: advice, level: "advisory", urn, message: `${name}: ${text}` };
  });
}

/** What is said by the policy of a row's control, or by the advice in its place. */
function isOf({ control }: Row, { policy, message }: Diagnosed): boolean {
  return policy === control.name || (policy === advice && message.startsWith(`${control.name}: `));
}

describe.each(runs)("$name", ({ path, own, isAlone }) => {
  const pack = packForTests(path);

  describe.each(pulumiDialects)("$name", (dialect) => {
    test.each(own.filter((row) => dialect.cannot(row) === undefined))("$control.name: $name", async (row) => {
      const { resources, words } = dialect.program(row);
      const diagnosed = await diagnose(pack(), resources, { options: row.options ?? {}, ...(isAlone && { only: row.control.name }) });
      const found = isAlone ? diagnosed : diagnosed.filter((one) => isOf(row, one));
      expect(inOrder(found)).toEqual(inOrder(expected(row, words, resources)));
    });
  });
});

/** One line of the table that `npm run bench` prints. */
export interface Measurement {
  readonly what: string;
  /** The product's median, with its unit. */
  readonly measured: string;
  /** The no-op's median in the same run, with its unit. */
  readonly baseline: string;
  /** Product to no-op. */
  readonly ratio?: number;
  /** The ratio that is not to be exceeded. */
  readonly goal?: number;
}

/** Milliseconds that each contender takes, in rounds that alternate between them, so that all meet the same machine. */
export async function race(rounds: number, contenders: readonly (() => Promise<unknown>)[]): Promise<number[][]> {
  const times = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const start = performance.now();
      await contender();
      // The first round warms up.
      if (round >= 0) times[index]?.push(performance.now() - start);
    }
  }
  return times;
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** A line for two contenders of a {@link race}, the product first. */
export function compared(what: string, [product = [], baseline = []]: readonly number[][], goal?: number): Measurement {
  // Of pairs that ran side by side, so that a disturbance hits both.
  const ratio = median(product.map((time, round) => time / (baseline[round] ?? Number.NaN)));
  return {
    what,
    measured: milliseconds(median(product)),
    baseline: milliseconds(median(baseline)),
    ratio,
    ...(goal !== undefined && { goal }),
  };
}

/** A duration in words. */
export function milliseconds(time: number): string {
  return `${time.toFixed(time < 10 ? 2 : 0)} ms`;
}

/** Prints measurements as a table. */
export function print(measurements: readonly Measurement[]): void {
  console.table(
    measurements.map(({ what, measured, baseline, ratio, goal }) => ({
      what,
      measured,
      "no-op": baseline,
      ratio: ratio?.toFixed(2) ?? "",
      goal: goal?.toFixed(2) ?? "",
      met: ratio === undefined || goal === undefined ? "" : ratio <= goal ? "yes" : "no",
    })),
  );
}

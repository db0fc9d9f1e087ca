/** How much one file may ask for. Real templates stay far below each of these. */
export interface Limits {
  /** Bytes of a file. */
  readonly fileSize: number;
  /** Objects and arrays in each other. */
  readonly nesting: number;
  /** Calls, property accesses, variables and parameters in each other. */
  readonly expressionDepth: number;
  /** Iterations of one `copy`. */
  readonly copyCount: number;
  /** Deployments in each other. */
  readonly deploymentDepth: number;
  /** Characters of one text, and items of one array, that an expression makes. */
  readonly valueSize: number;
  /** Resources of PostgreSQL in one file. */
  readonly resources: number;
  /** Seconds for one file. */
  readonly seconds: number;
}

/** The limits that hold where nothing is configured. Azure itself takes 4 MB a template and 800 iterations a copy. */
export const defaultLimits: Limits = {
  fileSize: 20_000_000,
  nesting: 200,
  expressionDepth: 300,
  copyCount: 800,
  deploymentDepth: 16,
  valueSize: 1_000_000,
  resources: 20_000,
  seconds: 30,
};

/** A file asks for more than a limit allows. */
export class LimitError extends Error {
  constructor(
    readonly limit: keyof Limits,
    value: number,
  ) {
    super(describeLimit(limit, value));
    this.name = "LimitError";
  }
}

function describeLimit(limit: keyof Limits, value: number): string {
  const most = value.toLocaleString("en");
  switch (limit) {
    case "fileSize":
      return `The file is larger than ${most} bytes.`;
    case "nesting":
      return `Objects and arrays are nested more than ${most} levels deep.`;
    case "expressionDepth":
      return `Expressions, variables and parameters are nested more than ${most} levels deep.`;
    case "copyCount":
      return `A copy has more than ${most} iterations.`;
    case "deploymentDepth":
      return `Deployments are nested more than ${most} levels deep.`;
    case "valueSize":
      return `An expression makes a value of more than ${most} characters or items, or very many large ones.`;
    case "resources":
      return `The file declares more than ${most} resources of PostgreSQL.`;
    case "seconds":
      return `The file takes more than ${most} seconds to evaluate.`;
  }
}

/** What evaluating one file may take. */
export interface Budget {
  readonly limits: Limits;
  /**
   * Takes note of work done.
   *
   * @throws LimitError when it is too much
   */
  readonly spend: (steps?: number) => void;
  /**
   * Takes note of a value that is made, by its characters or items.
   *
   * @throws LimitError when all that are made become too much to keep in memory
   */
  readonly make: (size: number) => void;
}

/** As many times as large as a single value may be, all values of a file may be together. */
const MANY_VALUES = 20;

/** As many steps as are taken between two looks at the clock. */
const LOOK = 4096;

/**
 * A budget for one file.
 *
 * @param now the time in milliseconds; it stops nothing but what runs away
 */
export function newBudget(limits: Limits = defaultLimits, now: () => number = () => performance.now()): Budget {
  const end = now() + limits.seconds * 1000;
  let spent = 0;
  let made = 0;
  let nextLook = LOOK;
  return {
    limits,
    spend: (steps = 1) => {
      spent += steps;
      if (spent < nextLook) return;
      nextLook = spent + LOOK;
      if (now() > end) throw new LimitError("seconds", limits.seconds);
    },
    make(size) {
      made += size;
      if (made > limits.valueSize * MANY_VALUES) throw new LimitError("valueSize", limits.valueSize);
    },
  };
}

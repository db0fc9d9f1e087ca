import { isArray, Unknown, type Value } from "../symbolic/values";

/** What Terraform refuses: an attribute that isn't there, a call that fails. `try` and `can` catch it. */
export class Failure extends Unknown {
  /** @param cause what is wrong, as a noun */
  constructor(key: string, cause: string) {
    super(`failure ${key}`, cause, true);
  }
}

/** One resource that a block stands for, or one of them, it isn't known which. */
export class BlockInstance extends Unknown {
  constructor(
    key: string,
    /** Names the block: its stack, then its address there. */
    readonly block: string,
    /** As its author names it: `azurerm_postgresql_flexible_server.pg["a"]`. */
    readonly address: string,
    /** Whether this is the instance of that key, and not one of a number that isn't known. */
    readonly isCertain: boolean,
    attribute: (name: string) => Value | undefined,
  ) {
    super(key, `${address}, which is known only at apply`, true, undefined, (name) => attribute(name) ?? new Attribute(this, name));
  }
}

/** An attribute that Azure, or the provider, gives to an instance. */
export class Attribute extends Unknown {
  constructor(
    readonly instance: BlockInstance,
    readonly attribute: string,
  ) {
    super(`${instance.key}.${attribute}`, `${instance.address}.${attribute}, which is known only at apply`, true);
  }
}

/** A list or a map of which it isn't known how many items it has: one item stands for each. */
export class Collection extends Unknown {
  constructor(
    /** Of what is iterated over: equal for collections that have the same number of items. */
    readonly source: Unknown,
    readonly itemKey: Value,
    readonly item: Value,
    key: string,
    /** How many there are, where that has a value of its own. */
    readonly count?: Unknown,
  ) {
    super(key, source.cause, source.isCause, undefined, (name) => someOf(item, name));
  }
}

/** An unknown value as a collection, for what goes through its items. */
export function collectionOf(of: Unknown): Collection {
  if (of instanceof Collection) return of;
  const part = (what: string): Unknown => new Unknown(`${what} of ${of.key}`, of.cause, false, undefined, undefined);
  return new Collection(of, part("key"), part("value"), of.key);
}

/** The item of a collection that has some key: it isn't known whether there is one, nor which it is. */
export function someOf(item: Value, key: string | number): Value {
  if (item instanceof BlockInstance) {
    const suffix = `[${JSON.stringify(key)}]`;
    return new BlockInstance(item.block + suffix, item.block, item.address + suffix, false, (name) => {
      const written = item.member?.(name);
      // What is the same in every instance is so in each; the rest is of an instance that isn't known.
      return written === undefined || written instanceof Unknown || typeof written === "object" ? undefined : written;
    });
  }
  if (item instanceof Attribute) {
    const instance = someOf(item.instance, key);
    return instance instanceof BlockInstance ? new Attribute(instance, item.attribute) : instance;
  }
  if (item instanceof Unknown) return new Unknown(`${item.key}[${JSON.stringify(key)}]`, item.cause, false);
  if (isArray(item) || typeof item === "object") return new Unknown(`item[${JSON.stringify(key)}]`, "an item of a collection", false);
  // What is the same in every item is so in each.
  return item;
}

/** The text of a value's JSON, of which not all is known. */
export class JsonText extends Unknown {
  constructor(
    readonly value: Value,
    key: string,
    cause: string,
  ) {
    super(key, cause, false);
  }
}

/** A value with what Terraform would refuse left out, as far as it is one of several. */
export function withoutFailures(values: readonly Value[]): readonly Value[] {
  const sound = values.filter((value) => !(value instanceof Failure));
  return sound.length > 0 ? sound : values;
}

/** What another program declares. */
export class Elsewhere extends Unknown {
  constructor(key: string, cause: string) {
    super(key, cause, true);
  }
}

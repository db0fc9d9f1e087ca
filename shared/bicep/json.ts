/** An object of a template, as it is made. */
export type JsonObject = Record<string, unknown>;

/** Sets a property; one named `__proto__` is a property like others. */
export function setProperty(object: JsonObject, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

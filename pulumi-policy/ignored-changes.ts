/**
 * Whether the option `ignoreChanges` names an argument, or something that it stands in.
 *
 * @param ignored property paths as Pulumi writes them: `value`, `properties.sslEnforcement`, `properties["sslEnforcement"]`, `*`
 */
export function isIgnored(ignored: readonly string[], argument: readonly string[]): boolean {
  return ignored.some((path) => {
    const keys = path
      .replace(/\["?([^"\]]*)"?\]/g, ".$1")
      .split(".")
      .filter((key) => key !== "");
    return keys.length > 0 && keys.length <= argument.length && keys.every((key, index) => key === "*" || key === argument[index]);
  });
}

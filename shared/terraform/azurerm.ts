import type { ResourceType } from "../model";
import { nativeTypeOf, type NativeType } from "../resource-types/native-type";

/**
 * The resource types of Terraform's azurerm provider, and with them those of Pulumi's azure package, which is made from it.
 * Source: the provider's documentation, versions 1 to 4.
 *
 * @returns by Terraform type, those of settings included
 */
export function azurermTypes(resourceTypes: readonly ResourceType[]): ReadonlyMap<string, NativeType> {
  const types = new Map<string, NativeType>();
  for (const resourceType of resourceTypes) {
    const { azurerm, settings } = resourceType;
    const type = nativeTypeOf(
      resourceType,
      azurerm.arguments,
      settings && { nativeType: settings.azurerm.type, arguments: settings.azurerm.arguments },
    );
    types.set(azurerm.type, type);
    if (type.settings) types.set(type.settings.nativeType, type.settings.type);
  }
  return types;
}

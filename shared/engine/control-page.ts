import type { Control } from "../model";

/** The address of a control's page: what it is about, how to fix it in every language, how to waive it. */
export function controlPage({ name }: Pick<Control, "name">): string {
  return `https://github.com/azure-postgresql-tls/azure-postgresql-tls/blob/main/shared/controls/${name}.md`;
}

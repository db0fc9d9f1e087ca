/** A text with U+FFFD in place of each half of a surrogate pair that has no other half: URIs and XML can't hold one. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

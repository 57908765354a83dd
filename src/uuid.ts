const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The UUID in lower case, as it is stored; null for any other text. */
export function parseUuid(text: string): string | null {
  return uuid.test(text) ? text.toLowerCase() : null;
}

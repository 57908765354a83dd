/** Texts have line breaks, tabs and page breaks, and no other control characters. */
const otherControls = /(?![\t\n\f\r])\p{Cc}/u;

/** So many bytes tell. */
const lookedAtBytes = 4_096;

/**
 * Whether a file is a text in UTF-8, by its first bytes. A text in another encoding counts as none.
 *
 * @param beginning the first bytes of the file, or all of them
 */
export function isText(beginning: Uint8Array): boolean {
  const looked = beginning.subarray(0, lookedAtBytes);
  if (looked.length === 0) return false;
  try {
    // As a stream, as the last character may be cut off.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(looked, { stream: true });
    return !otherControls.test(text);
  } catch {
    return false;
  }
}

/**
 * Text that other people wrote, such as the name of a file. Such a name may hold control characters and characters that
 * turn the direction of what follows: `\u202egnp.exe.mp4` would be read as `4pm.exe.png`. They are shown as escapes, the
 * same as in the terminal.
 */

/** The text with its control characters as escapes, such as `\x1b` or `\u202e`. */
export function visibleText(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === "\n") return String.raw`\n`;
    if (character === "\t") return String.raw`\t`;
    if (character === "\r") return String.raw`\r`;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
  });
}

/** `visibleText` in an element with its own direction, which does not change the text around it. */
export function VisibleText({ text }: { readonly text: string }) {
  return <bdi>{visibleText(text)}</bdi>;
}

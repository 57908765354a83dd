/**
 * A path as people can read it: shortened, in quotes where blanks around it would not be seen, and with control
 * characters escaped so that they do no harm.
 */
export function legiblePath(path: string): string {
  if (path === "") return "an empty path";
  const short = path.length > 300 ? `${path.slice(0, 300)}…` : path;
  const seen = short.trim() === short ? short : `"${short}"`;
  return seen.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xff ? `\\u{${code.toString(16)}}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}

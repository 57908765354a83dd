/**
 * Patterns for one name of a path, as `wildmatch` of git has them: `*`, `?`, `[a-z]`, `[!a-z]`, `[[:digit:]]` and `\`.
 *
 * A pattern may come from a file on a disk of somebody else. So the time of a match is bounded by the length of the name
 * times the length of the pattern. Regular expressions have no such bound: with the pattern of 28 characters that
 * `exclude-patterns.test.ts` has, the package `ignore` needs 20 s for one path of 400 characters.
 *
 * Case is ignored, because file systems for videos often ignore it, and so are the two Unicode forms of a letter.
 */

/** @param folded a name after `foldName` */
export type NameGlob = (folded: string) => boolean;

/** A name as patterns see it: in lower case and in one Unicode form. */
export function foldName(name: string): string {
  return isPlain.test(name) ? name.toLowerCase() : name.normalize("NFC").toLowerCase();
}

/** Of ASCII, the characters that are no control characters. */
const isPlain = /^[ -~]*$/;

/** @returns a glob that matches nothing if the pattern is not valid, as in git */
export function nameGlob(pattern: string): NameGlob {
  const tokens = tokensOf(pattern.normalize("NFC"));
  if (tokens === null) return () => false;
  const runs = runsOf(tokens);
  if (tokens.every((token) => token === "*" || isLiteral(token))) return starGlob(runs);
  // Nearly all names are refused here, at a small part of the cost.
  const longest = runs.reduce((one, other) => (other.length > one.length ? other : one), "");
  return (name) => name.includes(longest) && matches(tokens, name);
}

/** A pattern whose only wildcard is `*`. @param runs the texts between its stars */
function starGlob(runs: readonly string[]): NameGlob {
  const first = runs[0] ?? "";
  if (runs.length === 1) return (name) => name === first;
  const last = runs.at(-1) ?? "";
  const between = runs.slice(1, -1);
  return (name) => {
    if (name.length < first.length + last.length || !name.endsWith(last) || !name.startsWith(first)) return false;
    let at = first.length;
    for (const run of between) {
      // The leftmost place leaves the most room for the rest.
      const found = name.indexOf(run, at);
      if (found === -1) return false;
      at = found + run.length;
    }
    return at <= name.length - last.length;
  };
}

/** The literal texts of a pattern, parted by everything else. */
function runsOf(tokens: readonly Token[]): readonly string[] {
  const runs = [""];
  for (const token of tokens) {
    if (isLiteral(token)) runs.push((runs.pop() ?? "") + token.slice(1));
    else runs.push("");
  }
  return runs;
}

function isLiteral(token: Token): token is `=${string}` {
  return typeof token === "string" && token !== "*" && token !== "?";
}

/** `*`, `?`, a character after `=`, or a set of characters. */
type Token = "*" | "?" | `=${string}` | ((character: string) => boolean);

function tokensOf(pattern: string): readonly Token[] | null {
  const characters = Array.from(pattern);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    if (character === "*") {
      if (tokens.at(-1) !== "*") tokens.push("*");
    } else if (character === "?") tokens.push("?");
    else if (character === "[") {
      const set = setAt(characters, at);
      if (set === null) return null;
      tokens.push(set.token);
      at = set.end;
    } else if (character === "\\") {
      at += 1;
      const escaped = characters[at];
      if (escaped === undefined) return null;
      tokens.push(...literals(escaped));
    } else tokens.push(...literals(character));
  }
  return tokens;
}

/** Lower case may be two characters. */
function literals(character: string): readonly Token[] {
  return Array.from(character.toLowerCase(), (one): Token => `=${one}`);
}

/** The set that begins with the bracket at `start`. @returns null if the set does not end, or names an unknown class */
function setAt(characters: readonly string[], start: number): { readonly token: Token; readonly end: number } | null {
  let at = start + 1;
  const isNegated = characters[at] === "!" || characters[at] === "^";
  if (isNegated) at += 1;
  const first = at;
  const parts: ((character: string) => boolean)[] = [];
  for (; at === first || characters[at] !== "]"; at += 1) {
    const character = characters[at];
    if (character === undefined) return null;
    if (character === "[" && characters[at + 1] === ":") {
      const end = characters.indexOf("]", at + 2);
      if (end > at + 2 && characters[end - 1] === ":") {
        const known = classes[characters.slice(at + 2, end - 1).join("")];
        if (known === undefined) return null;
        parts.push((one) => known.test(one));
        at = end;
        continue;
      }
    }
    const from = character === "\\" ? characters[(at += 1)] : character;
    if (from === undefined) return null;
    const isRange = characters[at + 1] === "-" && characters[at + 2] !== "]" && characters[at + 2] !== undefined;
    if (!isRange) {
      parts.push((one) => one === from);
      continue;
    }
    at += characters[at + 2] === "\\" ? 3 : 2;
    const to = characters[at];
    if (to === undefined) return null;
    const [low, high] = [codeOf(from), codeOf(to)];
    parts.push((one) => codeOf(one) >= low && codeOf(one) <= high);
  }
  const isIn = (one: string) => parts.some((part) => part(one));
  const token = (one: string) => (isIn(one) || isIn(one.toUpperCase())) !== isNegated;
  return { token, end: at };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /^[a-z0-9]$/i,
  alpha: /^[a-z]$/i,
  blank: /^[ \t]$/,
  cntrl: /^\p{Cc}$/u,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/i,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[\t-\r ]$/,
  upper: /^[a-z]$/i,
  xdigit: /^[0-9a-f]$/i,
};

/** After a mismatch, only the last `*` has to take one character more: an earlier one could reach nothing further. */
function matches(tokens: readonly Token[], name: string): boolean {
  let [at, token] = [0, 0];
  let [afterStar, starAt] = [-1, 0];
  while (at < name.length) {
    const expected = tokens[token];
    if (expected === "*") {
      token += 1;
      [afterStar, starAt] = [token, at];
      continue;
    }
    const character = characterAt(name, at);
    if (expected !== undefined && isOne(expected, character)) {
      token += 1;
      at += character.length;
    } else if (afterStar === -1) return false;
    else {
      starAt += characterAt(name, starAt).length;
      [token, at] = [afterStar, starAt];
    }
  }
  while (tokens[token] === "*") token += 1;
  return token === tokens.length;
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function isOne(token: Exclude<Token, "*">, character: string): boolean {
  if (typeof token === "function") return token(character);
  return token === "?" || token.slice(1) === character;
}

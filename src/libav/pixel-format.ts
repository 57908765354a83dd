/** What libav's name of a pixel format tells. */
export interface PixelFormat {
  /** Of the largest component, in bits. Null if the name does not tell it. */
  readonly bitDepth: number | null;
  /** How the colours are sampled, such as `4:2:0`; `gray` or `rgb` where there is no such thing. */
  readonly chroma: string | null;
}

const unknown: PixelFormat = { bitDepth: null, chroma: null };

/** Each takes the parts of the name that its pattern finds. A name has the order of its bytes at its end, which is left out. */
const kinds: readonly (readonly [pattern: RegExp, (...parts: string[]) => PixelFormat])[] = [
  [/^yuv[aj]?(4\d\d)p(\d*)$/, (sampling, bits) => ({ bitDepth: bitsIn(bits), chroma: ratio(sampling) })],
  [/^(?:yuyv|uyvy|yvyu|uyyvyy|vyu)(4\d\d)$/, (sampling) => ({ bitDepth: 8, chroma: ratio(sampling) })],
  [/^nv(12|21|16|24|42)$/, (number) => ({ bitDepth: 8, chroma: ofNv[number] ?? null })],
  [/^nv20$/, () => ({ bitDepth: 10, chroma: "4:2:2" })],
  [/^[py]([024])(\d\d)$/, (sampling, bits) => ({ bitDepth: Number(bits), chroma: ofDigit[sampling] ?? null })],
  [/^(?:vuya|vuyx|ayuv|uyva)$/, () => ({ bitDepth: 8, chroma: "4:4:4" })],
  [/^(?:xv|v)(30|36|48)x?$/, (bits) => ({ bitDepth: Number(bits) / 3, chroma: "4:4:4" })],
  [/^ayuv64$/, () => ({ bitDepth: 16, chroma: "4:4:4" })],
  [/^(?:gray|ya)f?(\d*)$/, (bits) => ({ bitDepth: bitsIn(bits), chroma: "gray" })],
  [/^mono[wb]$/, () => ({ bitDepth: 1, chroma: "gray" })],
  [/^gbra?pf?(\d*)$/, (bits) => ({ bitDepth: bitsIn(bits), chroma: "rgb" })],
  [/^(?:rgb|bgr)(24|48|96)$/, (bits) => ({ bitDepth: Number(bits) / 3, chroma: "rgb" })],
  [/^(?:rgb|bgr)a(64|128)$/, (bits) => ({ bitDepth: Number(bits) / 4, chroma: "rgb" })],
  [/^(?:argb|rgba|abgr|bgra|0rgb|rgb0|0bgr|bgr0|pal8)$/, () => ({ bitDepth: 8, chroma: "rgb" })],
  [/^x2(?:rgb|bgr)10$/, () => ({ bitDepth: 10, chroma: "rgb" })],
  [/^(?:rgb|bgr)(?:565|555|444)$/, () => ({ bitDepth: null, chroma: "rgb" })],
  [/^xyz12$/, () => ({ bitDepth: 12, chroma: null })],
];

const ofNv: Readonly<Record<string, string>> = {
  "12": "4:2:0",
  "21": "4:2:0",
  "16": "4:2:2",
  "24": "4:4:4",
  "42": "4:4:4",
};
const ofDigit: Readonly<Record<string, string>> = { "0": "4:2:0", "2": "4:2:2", "4": "4:4:4" };

/** @param name null if it is not known */
export function describePixelFormat(name: string | null): PixelFormat {
  const base = name?.replace(/[lb]e$/, "") ?? "";
  for (const [pattern, describe] of kinds) {
    const [found, ...parts] = pattern.exec(base) ?? [];
    if (found !== undefined) return describe(...parts);
  }
  return unknown;
}

function bitsIn(text: string | undefined): number {
  return text === undefined || text === "" ? 8 : Number(text);
}

function ratio(digits: string | undefined): string | null {
  return digits === undefined ? null : digits.split("").join(":");
}

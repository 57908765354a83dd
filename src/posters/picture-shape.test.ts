import { describe, expect, test } from "vitest";
import { posterFilters, turnOf, upright } from "./picture-shape.ts";

const square = { num: 1, den: 1 };

function shape(width: number, height: number, more: Partial<Parameters<typeof posterFilters>[0]> = {}): string {
  return posterFilters({ width, height, pixelAspect: square, turn: upright, isHdr: false, ...more }).replace(
    /:out_.*601/,
    "",
  );
}

/** A display matrix that takes (x, y) to (a x + c y, b x + d y). */
function matrix(a: number, b: number, c: number, d: number): Buffer {
  const bytes = Buffer.alloc(36);
  for (const [index, value] of [a, b, 0, c, d, 0, 0, 0, 1 << 14].entries()) {
    bytes.writeInt32LE(Math.round(value * 65_536), index * 4);
  }
  return bytes;
}

describe("a poster", () => {
  test("is 320 pixels wide and as high as the picture has it, in pairs of rows", () => {
    expect(shape(1920, 1080)).toBe("scale=320:180,format=yuvj420p");
    expect(shape(720, 576)).toBe("scale=320:256,format=yuvj420p");
    expect(shape(1000, 424)).toBe("scale=320:136,format=yuvj420p");
    expect(shape(96, 54)).toBe("scale=320:180,format=yuvj420p");
    expect(shape(5000, 2)).toBe("scale=320:2,format=yuvj420p");
  });

  test("stretches pixels that are not square, unless they claim a shape that none has", () => {
    expect(shape(720, 576, { pixelAspect: { num: 64, den: 45 } })).toBe("scale=320:180,format=yuvj420p");
    for (const pixelAspect of [
      { num: 0, den: 1 },
      { num: 0, den: 0 },
      { num: 1, den: 0 },
      { num: -4, den: 3 },
      { num: 1_000, den: 1 },
    ]) {
      expect(shape(1920, 1080, { pixelAspect })).toBe("scale=320:180,format=yuvj420p");
    }
  });

  test("of a picture more than twice as high as wide has the middle of it", () => {
    expect(shape(1080, 1920)).toBe("scale=320:568,format=yuvj420p");
    expect(shape(100, 1_000)).toBe("crop=100:200:exact=1,scale=320:640,format=yuvj420p");
    const turn = turnOf(matrix(0, 1, -1, 0));
    expect(shape(1_000, 100, { turn })).toBe(
      "crop=200:100:exact=1,scale=640:320,format=yuvj420p,transpose=cclock_flip,hflip",
    );
  });

  test("is turned as the display matrix says, to the nearest right angle", () => {
    const turned = (a: number, b: number, c: number, d: number) => {
      const { transpose, mirrorX, mirrorY } = turnOf(matrix(a, b, c, d));
      return [transpose && "transpose", mirrorX && "hflip", mirrorY && "vflip"].filter(Boolean).join(" ");
    };
    expect(turned(1, 0, 0, 1)).toBe("");
    expect(turned(0, 1, -1, 0)).toBe("transpose hflip");
    expect(turned(-1, 0, 0, -1)).toBe("hflip vflip");
    expect(turned(0, -1, 1, 0)).toBe("transpose vflip");
    expect(turned(-1, 0, 0, 1)).toBe("hflip");
    expect(turned(0.98, 0.17, -0.17, 0.98)).toBe("");
    expect(turnOf(null)).toEqual(upright);
    expect(turnOf(Buffer.alloc(10))).toEqual(upright);
  });
});

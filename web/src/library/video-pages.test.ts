import { describe, expect, test } from "vitest";
import { fitting } from "./video-pages.ts";

/** A list that grows by three videos at its top with each answer, up to a limit. */
function growing({ from, to }: { readonly from: number; readonly to: number }) {
  let total = from;
  const asked: number[] = [];
  return {
    asked,
    ask: async (offset: number) => {
      asked.push(offset);
      const list = { total, first: total - offset };
      total = Math.min(total + 3, to);
      return list;
    },
  };
}

describe("a later page of a list to which new videos are added at the top", () => {
  test("is asked for as far down as videos were added", async () => {
    const { ask, asked } = growing({ from: 141, to: 141 });
    expect((await fitting(ask, { offset: 100, total: 120, now: 141 })).first).toBe(20);
    expect(asked).toEqual([121]);
  });

  test("is asked for again when it turns out that more were added", async () => {
    const { ask, asked } = growing({ from: 125, to: 125 });
    expect((await fitting(ask, { offset: 100, total: 120 })).first).toBe(20);
    expect(asked).toEqual([100, 105]);
  });

  test("is not asked for without end while more and more are added", async () => {
    const { ask, asked } = growing({ from: 120, to: 10_000 });
    await fitting(ask, { offset: 100, total: 119 });
    expect(asked).toEqual([100, 101, 104]);
  });

  test("is where it always was when some were removed", async () => {
    const { ask, asked } = growing({ from: 110, to: 110 });
    await fitting(ask, { offset: 100, total: 120, now: 110 });
    expect(asked).toEqual([100]);
  });
});

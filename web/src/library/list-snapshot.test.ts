import { describe, expect, test } from "vitest";
import { choiceFor, type Seen } from "./list-snapshot.ts";

const seen = (total: number, turn: number, askedAt: number): Seen => ({ total, turn, askedAt });
const below = { isAtTop: false };
const atTop = { isAtTop: true };

describe("a list that is shown while a scan writes", () => {
  test("takes in new videos by itself only while it is short", () => {
    expect(choiceFor(seen(59, 1, 10), seen(70, 1, 20), below)).toBe("refresh");
    expect(choiceFor(seen(60, 1, 10), seen(70, 1, 20), below)).toBe("offer");
    expect(choiceFor(seen(60, 1, 10), seen(70, 1, 20), atTop)).toBe("offer");
  });

  test("is brought up to date when a scan begins or ends, where it is looked at from its top", () => {
    expect(choiceFor(seen(100, 1, 10), seen(141, 2, 20), atTop)).toBe("refresh");
    expect(choiceFor(seen(100, 1, 10), seen(141, 2, 20), below)).toBe("offer");
  });

  test("shows what else a scan has changed once it ends, as that moves nothing", () => {
    expect(choiceFor(seen(100, 1, 10), seen(100, 2, 20), below)).toBe("refresh");
    expect(choiceFor(seen(100, 1, 10), seen(100, 1, 20), below)).toBe("keep");
  });

  test("is not asked for again because of something known before it", () => {
    expect(choiceFor(seen(20, 1, 20), seen(10, 1, 10), atTop)).toBe("keep");
    expect(choiceFor(seen(20, 1, 20), seen(10, 1, 20), atTop)).toBe("keep");
    // A slow answer to a request from before the end of the scan is refreshed.
    expect(choiceFor(seen(20, 1, 20), seen(10, 2, 10), atTop)).toBe("refresh");
  });
});

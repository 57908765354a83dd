import { describe, expect, test } from "vitest";
import { choiceFor, type ListState } from "./list-snapshot.ts";

const state = (total: number, turn: number, requestedAt: number): ListState => ({ total, turn, requestedAt });
const below = { isAtTop: false };
const atTop = { isAtTop: true };

describe("a list that is shown while a scan writes", () => {
  test("takes in new videos by itself only while it is short", () => {
    expect(choiceFor(state(59, 1, 10), state(70, 1, 20), below)).toBe("refresh");
    expect(choiceFor(state(60, 1, 10), state(70, 1, 20), below)).toBe("offer");
    expect(choiceFor(state(60, 1, 10), state(70, 1, 20), atTop)).toBe("offer");
  });

  test("is brought up to date when a scan begins or ends, where it is looked at from its top", () => {
    expect(choiceFor(state(100, 1, 10), state(141, 2, 20), atTop)).toBe("refresh");
    expect(choiceFor(state(100, 1, 10), state(141, 2, 20), below)).toBe("offer");
  });

  test("shows what else a scan has changed once it ends, as that moves nothing", () => {
    expect(choiceFor(state(100, 1, 10), state(100, 2, 20), below)).toBe("refresh");
    expect(choiceFor(state(100, 1, 10), state(100, 1, 20), below)).toBe("keep");
  });

  test("is not asked for again because of something known before it", () => {
    expect(choiceFor(state(20, 1, 20), state(10, 1, 10), atTop)).toBe("keep");
    expect(choiceFor(state(20, 1, 20), state(10, 1, 20), atTop)).toBe("keep");
    // A slow answer to a request from before the end of the scan is refreshed.
    expect(choiceFor(state(20, 1, 20), state(10, 2, 10), atTop)).toBe("refresh");
  });
});

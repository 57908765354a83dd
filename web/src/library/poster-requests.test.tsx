import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ThumbnailsJson, ThumbnailsRequestJson } from "../../../src/api/contract/thumbnails.ts";
import { PosterRequests } from "./poster-requests.ts";

type State = ThumbnailsJson["thumbnails"][number]["state"];

/** A server that answers with the state set for each video. Default: `pending`. */
class Server {
  readonly requests: string[][] = [];
  readonly states = new Map<string, State>();
  failing = false;
  /** When set, answers wait for it. */
  gate: Promise<void> | null = null;
  signal: AbortSignal | undefined;

  readonly thumbnails = async (
    { video_ids }: ThumbnailsRequestJson,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ThumbnailsJson> => {
    this.requests.push(video_ids);
    this.signal = signal;
    await this.gate;
    if (this.failing) throw new Error("There is no server");
    return { thumbnails: video_ids.map((video_id) => ({ video_id, state: this.states.get(video_id) ?? "pending" })) };
  };
}

const video = (id: string, updated_at = "2026-01-01T00:00:00.000Z") => ({ id, updated_at });
const nobody = () => {};

describe("posters", () => {
  let server: Server;
  let posters: PosterRequests;
  beforeEach(() => {
    vi.useFakeTimers();
    server = new Server();
    posters = new PosterRequests(server);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("of videos that come into view together are requested together, after a short calm", async () => {
    posters.show(video("a"), nobody);
    posters.show(video("b"), nobody);
    await vi.advanceTimersByTimeAsync(100);
    expect(server.requests).toEqual([]);
    posters.show(video("c"), nobody);
    await vi.advanceTimersByTimeAsync(150);
    expect(server.requests).toEqual([["a", "b", "c"]]);
  });

  test("of videos that are only scrolled past are not requested", async () => {
    const leave = posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(100);
    leave();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.requests).toEqual([]);
  });

  test("that are ready are shown, and not requested again", async () => {
    server.states.set("a", "ready");
    const onChange = vi.fn<() => void>();
    const leave = posters.show(video("a"), onChange);
    expect(posters.state(video("a"))).toBe("wanted");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onChange).toHaveBeenCalledOnce();
    expect(posters.state(video("a"))).toBe("ready");
    leave();
    posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.requests).toEqual([["a"]]);
  });

  test("that cannot be made are requested once, until the video is updated", async () => {
    server.states.set("a", "unavailable");
    const leave = posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(10_000);
    leave();
    posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(posters.state(video("a"))).toBe("unavailable");
    expect(server.requests).toEqual([["a"]]);

    const updated = video("a", "2026-02-02T00:00:00.000Z");
    expect(posters.state(updated)).toBe("wanted");
    posters.show(updated, nobody);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.requests).toEqual([["a"], ["a"]]);
  });

  test("that are known to be ready are never requested", async () => {
    posters.show(video("a"), nobody, { isReady: true });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.requests).toEqual([]);
    expect(posters.state(video("a"))).toBe("ready");
  });

  test("that are being made are requested at most once a second, and less often while none gets ready", async () => {
    posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(150);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20_000);
    const asked = server.requests.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(server.requests).toHaveLength(asked + 10);
  });

  test("are requested a hundred at a time", async () => {
    for (let index = 0; index < 130; index += 1) {
      server.states.set(`v${index}`, "ready");
      posters.show(video(`v${index}`), nobody);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.requests.map((ids) => ids.length)).toEqual([100, 30]);
  });

  test("are requested by one request at a time", async () => {
    const gate = Promise.withResolvers<void>();
    server.gate = gate.promise;
    posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(200);
    posters.show(video("b"), nobody);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.requests).toEqual([["a"]]);
    gate.resolve();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.requests[1]).toEqual(["a", "b"]);
  });

  test("that are not drawn any more are no longer requested", async () => {
    server.gate = Promise.withResolvers<void>().promise;
    const leave = posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(200);
    leave();
    expect(server.signal?.aborted).toBe(true);
  });

  test("are not requested while the page is hidden", async () => {
    const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.requests).toEqual([]);
    visibility.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(200);
    expect(server.requests).toEqual([["a"]]);
  });

  test("in the window are requested before the others that are drawn", async () => {
    const at = (top: number) => {
      const element = document.createElement("span");
      element.getBoundingClientRect = () => new DOMRect(0, top, 180, 100);
      return () => element;
    };
    posters.show(video("above"), nobody, { element: at(-400) });
    posters.show(video("first"), nobody, { element: at(100) });
    posters.show(video("second"), nobody, { element: at(300) });
    await vi.advanceTimersByTimeAsync(200);
    expect(server.requests).toEqual([["first", "second", "above"]]);
  });

  test("are requested again after a failure, which is not reported", async () => {
    server.failing = true;
    server.states.set("a", "ready");
    posters.show(video("a"), nobody);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.requests.length).toBeGreaterThan(1);
    expect(posters.state(video("a"))).toBe("wanted");
    server.failing = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(posters.state(video("a"))).toBe("ready");
  });

  test("whose picture does not load are replaced, and tried again later", async () => {
    const onChange = vi.fn<() => void>();
    posters.show(video("a"), onChange, { isReady: true });
    posters.failed(video("a"));
    expect(onChange).toHaveBeenCalledOnce();
    expect(posters.state(video("a"))).toBe("unavailable");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posters.state(video("a"))).toBe("ready");
  });
});

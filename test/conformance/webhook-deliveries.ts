import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Notice } from "../../src/notices/deliveries.ts";
import type { OpenStore, StoreUnderTest } from "../store/store-under-test.ts";

/** The notices for a webhook: the promises of every store. */
export function describeWebhookDeliveries(open: OpenStore): void {
  describe("notices for a webhook", () => {
    let store: StoreUnderTest;
    beforeEach(async () => {
      // Another process has the clock of the system.
      store = await open({ now: () => new Date() });
    });
    afterEach(() => store.close());

    const notice = (id: string): Notice => ({ id, event: "scan.completed", body: `{"id":"${id}","ä":"\\u0000"}` });
    const add = (...ids: string[]) => store.deliveries.add(ids.map(notice), { from: null, to: 1 });
    const leaseMs = 60_000;

    test("are delivered once, in their order, with the body that they were added with", async () => {
      expect(await store.deliveries.claim({ leaseMs })).toBeNull();
      expect(await store.deliveries.nextDueMs()).toBeNull();
      await add("b", "a");
      expect(await store.deliveries.nextDueMs()).toBe(0);
      const first = await store.deliveries.claim({ leaseMs });
      expect(first).toMatchObject({ ...notice("b"), attempts: 1, deliveredAt: null, problem: null });
      const second = await store.deliveries.claim({ leaseMs });
      expect(second?.id).toBe("a");
      expect(await store.deliveries.claim({ leaseMs })).toBeNull();
      await store.deliveries.settle({ id: "b", attempts: 1 }, { kind: "delivered" });
      await store.deliveries.settle(
        { id: "a", attempts: 1 },
        {
          kind: "failed",
          problem: "no\0",
          sentence: { id: "no", values: { text: "\0" } },
          retryMs: null,
        },
      );
      expect(await store.deliveries.nextDueMs()).toBeNull();
      const listed = await store.deliveries.list(10);
      expect(listed.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toMatchObject([
        {
          id: "a",
          nextAt: null,
          deliveredAt: null,
          problem: "no\ufffd",
          sentence: { id: "no", values: { text: "\0" } },
        },
        { id: "b", nextAt: null, deliveredAt: expect.any(Date), problem: null },
      ]);
      expect(await store.deliveries.list(1)).toHaveLength(1);
    });

    test("several processes that ask at once get each notice once", async () => {
      const other = await store.another();
      const ids = Array.from({ length: 20 }, (_, nth) => `n${nth}`);
      await add(...ids);
      const taken: string[] = [];
      const takeAll = async ({ deliveries }: Pick<StoreUnderTest, "deliveries">) => {
        // Null may also mean that the other one was faster.
        while (taken.length < ids.length) {
          const delivery = await deliveries.claim({ leaseMs });
          if (delivery !== null) taken.push(delivery.id);
        }
      };
      await Promise.all([takeAll(store), takeAll(other), takeAll(store)]);
      expect(taken.toSorted()).toEqual(ids.toSorted());
    });

    test("a notice whose process has died is due again, and a late failure of the first attempt changes nothing", async () => {
      await add("a");
      await store.deliveries.claim({ leaseMs: -1 });
      const again = await store.deliveries.claim({ leaseMs });
      expect(again?.attempts).toBe(2);
      await store.deliveries.settle({ id: "a", attempts: 1 }, { kind: "failed", problem: "late", retryMs: null });
      const [kept] = await store.deliveries.list(1);
      expect(kept).toMatchObject({ problem: null, nextAt: expect.any(Date) });
    });

    test("a notice that failed is due later", async () => {
      await add("a");
      await store.deliveries.claim({ leaseMs });
      await store.deliveries.settle({ id: "a", attempts: 1 }, { kind: "failed", problem: "busy", retryMs: 50_000 });
      expect(await store.deliveries.claim({ leaseMs })).toBeNull();
      const dueMs = (await store.deliveries.nextDueMs()) ?? expect.fail("Nothing is due");
      expect(dueMs).toBeGreaterThan(0);
      expect(dueMs).toBeLessThanOrEqual(50_000);
    });

    test("a notice that is known is not added again, and the cursor moves only from where it is", async () => {
      expect(await store.deliveries.cursor()).toBeNull();
      await store.deliveries.add([notice("a")], { from: null, to: 5 });
      expect(await store.deliveries.cursor()).toBe(5);
      await store.deliveries.add([{ ...notice("a"), body: "{}" }, notice("b")], { from: 3, to: 9 });
      expect(await store.deliveries.cursor()).toBe(5);
      await store.deliveries.add([], { from: 5, to: 7 });
      expect(await store.deliveries.cursor()).toBe(7);
      expect((await store.deliveries.list(10)).map(({ id }) => id).toSorted()).toEqual(["a", "b"]);
      expect((await store.deliveries.list(10)).find(({ id }) => id === "a")?.body).toBe(notice("a").body);
    });

    test("another address gives up what waits for the one before, and begins anew", async () => {
      await store.deliveries.begin("http://one.example/");
      expect(await store.deliveries.cursor()).toBeNull();
      await add("a");
      const other = await store.another();
      await other.deliveries.begin("http://one.example/");
      expect(await other.deliveries.cursor()).toBe(1);
      await other.deliveries.begin("http://two.example/");
      expect(await store.deliveries.cursor()).toBeNull();
      expect(await store.deliveries.claim({ leaseMs })).toBeNull();
      expect(await store.deliveries.list(10)).toMatchObject([{ id: "a", nextAt: null, deliveredAt: null }]);
    });

    test("an end gives up what waits, and forgets the cursor", async () => {
      await add("a");
      await store.deliveries.end();
      expect(await store.deliveries.cursor()).toBeNull();
      expect(await store.deliveries.claim({ leaseMs })).toBeNull();
      expect(await store.deliveries.list(1)).toMatchObject([{ nextAt: null, deliveredAt: null }]);
    });

    test("old ones are deleted, unless they are still to be sent", async () => {
      await add("delivered", "waiting");
      await store.deliveries.settle({ id: "delivered", attempts: 0 }, { kind: "delivered" });
      await store.deliveries.prune(1_000_000);
      expect(await store.deliveries.list(10)).toHaveLength(2);
      await store.deliveries.prune(-1_000_000);
      expect((await store.deliveries.list(10)).map(({ id }) => id)).toEqual(["waiting"]);
    });
  });
}

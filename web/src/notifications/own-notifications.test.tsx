import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { notificationState, showNotification } from "./own-notifications.ts";

/** As the browsers of Android have it. */
class NotForPages {
  static readonly permission = "granted";

  constructor() {
    throw new TypeError("Illegal constructor");
  }
}

beforeEach(() => {
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("Notification", NotForPages);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("a browser that lets no page show a notification breaks nothing else", () => {
  expect(() => showNotification("Scan completed", { body: "/films", tag: "gleaner 1" })).not.toThrow();
});

test("the browsers of Android are said to have none", () => {
  expect(notificationState()).toBe("off");
  vi.stubGlobal("navigator", {
    userAgent: "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0 Mobile",
  });
  expect(notificationState()).toBe("unsupported");
});

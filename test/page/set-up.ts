/** Adds the parts of a browser that jsdom lacks. */
import { cleanup, configure } from "@testing-library/react";
import { EventSource } from "eventsource";
import { afterEach } from "vitest";

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});

// The servers are real, and a busy machine may need long.
configure({ asyncUtilTimeout: 15_000 });

Object.assign(globalThis, {
  EventSource,
  ResizeObserver: class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  },
});
window.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }) as unknown as MediaQueryList;
Element.prototype.scrollIntoView = () => {};
Object.defineProperty(document, "fonts", {
  value: { addEventListener() {}, removeEventListener() {} },
  configurable: true,
});

/** Adds the parts of a browser that jsdom lacks. */
import { cleanup, configure, prettyDOM } from "@testing-library/react";
import { EventSource } from "eventsource";
import { afterEach } from "vitest";

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});

configure({
  // The servers are real, and a busy machine may need long.
  asyncUtilTimeout: 60_000,
  // A query that waits fails many times before it finds something. The document is printed only for a failure that shows.
  getElementError(message, container) {
    const error = new Error(message ?? "");
    error.name = "TestingLibraryElementError";
    let text: string | null = null;
    Object.defineProperty(error, "message", {
      get: () => (text ??= `${message}\n\n${prettyDOM(container)}`),
      set(changed: string) {
        text = changed;
      },
    });
    return error;
  },
});

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

import { fireEvent, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { scrollStep, useScrollKeys } from "./use-scroll-keys.ts";

const middle = { top: 1000, height: 860, whole: 5000, isNowhere: true, isBack: false };

afterEach(() => {
  document.body.replaceChildren();
});

describe("the keys that scroll a page", () => {
  test("scroll the list as far as they do elsewhere", () => {
    expect(scrollStep("PageDown", middle)).toBe(1800);
    expect(scrollStep("PageUp", middle)).toBe(200);
    expect(scrollStep(" ", middle)).toBe(1800);
    expect(scrollStep(" ", { ...middle, isBack: true })).toBe(200);
    expect(scrollStep("Home", middle)).toBe(0);
    expect(scrollStep("End", middle)).toBe(4140);
    expect(scrollStep("ArrowDown", middle)).toBe(1040);
    expect(scrollStep("ArrowUp", { ...middle, top: 10 })).toBe(0);
    expect(scrollStep("x", middle)).toBeNull();
  });

  test("leave Space and arrows to a button that has the focus", () => {
    const onButton = { ...middle, isNowhere: false };
    expect(scrollStep(" ", onButton)).toBeNull();
    expect(scrollStep("ArrowDown", onButton)).toBeNull();
    expect(scrollStep("PageDown", onButton)).toBe(1800);
  });

  test("scroll the list in the content, not the content that has all of it in view", () => {
    const went: string[] = [];
    const scrolling = (name: string, scrollHeight: number) => {
      const element = document.createElement("div");
      document.body.append(element);
      Object.defineProperty(element, "clientHeight", { value: 800 });
      Object.defineProperty(element, "scrollHeight", { value: scrollHeight });
      element.scrollTo = () => void went.push(name);
      return element;
    };
    // The content was there first, so it gets every key first.
    const [content, list] = [scrolling("content", 800), scrolling("list", 5000)];
    renderHook(() => useScrollKeys(content, { from: "nowhere" }));
    renderHook(() => useScrollKeys(list, { from: "anywhere" }));
    fireEvent.keyDown(document.body, { key: "PageDown" });
    expect(went).toEqual(["list"]);
  });

  test("are left to fields, and to a dialog", () => {
    const scroller = document.createElement("div");
    const field = document.createElement("input");
    document.body.append(scroller, field);
    Object.defineProperty(scroller, "clientHeight", { value: 800 });
    Object.defineProperty(scroller, "scrollHeight", { value: 5000 });
    const went: unknown[] = [];
    scroller.scrollTo = (...to: unknown[]) => void went.push(to[0]);
    renderHook(() => useScrollKeys(scroller, { from: "anywhere" }));
    fireEvent.keyDown(field, { key: "End" });
    expect(went).toEqual([]);
    fireEvent.keyDown(document.body, { key: "End" });
    expect(went).toEqual([{ top: 4200 }]);
    const dialog = document.createElement("div");
    dialog.setAttribute("role", "dialog");
    document.body.append(dialog);
    fireEvent.keyDown(document.body, { key: "Home" });
    expect(went).toHaveLength(1);
  });
});

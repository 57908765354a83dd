import { renderHook, waitFor } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useFocusStays } from "./use-focus-stays.ts";

afterEach(() => {
  document.body.replaceChildren();
});

/** A page with its content, and a button in it and beside it. */
function makePage() {
  const content = document.createElement("main");
  content.tabIndex = -1;
  const [button, other, beside] = [0, 1, 2].map(() => document.createElement("button")) as [
    HTMLButtonElement,
    HTMLButtonElement,
    HTMLButtonElement,
  ];
  content.append(button, other);
  document.body.append(content, beside);
  renderHook(() => useFocusStays(content));
  return { content, button, other, beside };
}

/** Until a lost focus would have been given to the content. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 200));

test("the content has the focus when the button in it that had it is gone", async () => {
  const { content, button } = makePage();
  button.focus();
  button.remove();
  await waitFor(() => expect(document.activeElement).toBe(content));
});

test("a part of the page that gives the focus to something else keeps it there", async () => {
  const { button, other } = makePage();
  button.focus();
  button.remove();
  other.focus();
  await aMoment();
  expect(document.activeElement).toBe(other);
});

test("nothing has the focus after someone gave it up", async () => {
  const { button } = makePage();
  button.focus();
  button.blur();
  await aMoment();
  button.remove();
  await aMoment();
  expect(document.activeElement).toBe(document.body);
});

test("what is beside the content, such as a dialog, is left to itself", async () => {
  const { beside } = makePage();
  beside.focus();
  beside.remove();
  await aMoment();
  expect(document.activeElement).toBe(document.body);
});

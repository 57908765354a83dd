import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { type Api, type ApiOptions, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";

let api: Api;
afterEach(() => api[Symbol.asyncDispose]());

async function open(options: ApiOptions = {}) {
  api = await startApi(options);
  return openPage(await api.listen(), "/settings");
}
const saved = () => api.store.settings.read();
const field = (name: string) => screen.findByRole<HTMLInputElement>("textbox", { name });
const formOf = (element: HTMLElement) => within(element.closest("form") ?? expect.fail("It is in no form"));

test("a number is saved by itself with the keyboard, and goes back to its default", async () => {
  using page = await open();
  const rate = await field("Files per second");
  expect(rate.value).toBe("0");
  const form = formOf(rate);
  expect(form.getByText("This is the default.")).toBeDefined();
  expect(form.queryByRole("button")).toBeNull();
  await page.user.clear(rate);
  await page.user.type(rate, "2,5{Enter}");
  await form.findByText("Saved.");
  expect(await saved()).toEqual({ max_rate: 2.5 });
  expect(rate.value).toBe("2.5");
  expect(document.activeElement).toBe(rate);
  await page.user.click(form.getByRole("button", { name: "Reset to the default (no limit)" }));
  await form.findByText("This is the default.");
  expect(await saved()).toEqual({});
  expect(rate.value).toBe("0");
});

test("a wrong number is not sent: the field says what is wrong, and has the focus", async () => {
  using page = await open();
  const days = await field("Days in the history");
  await page.user.clear(days);
  await page.user.type(days, "0");
  await page.user.click(formOf(days).getByRole("button", { name: "Save" }));
  expect(days.getAttribute("aria-invalid")).toBe("true");
  expect(formOf(days).getByText("Enter a number from 1 to 36,500.")).toBeDefined();
  expect(document.activeElement).toBe(days);
  expect(await saved()).toEqual({});
});

test("patterns are saved as lines, and what the server says of one names its line", async () => {
  using page = await open();
  const patterns = await field("Leave out");
  await page.user.type(patterns, "extras/\n\n!");
  await page.user.click(formOf(patterns).getByRole("button", { name: "Save" }));
  await formOf(patterns).findByText(/^Line 3 names nothing/);
  await page.user.type(patterns, "b/");
  expect(patterns.getAttribute("aria-invalid")).not.toBe("true");
  await page.user.click(formOf(patterns).getByRole("button", { name: "Save" }));
  await formOf(patterns).findByText("Saved.");
  expect(await saved()).toEqual({ exclude: ["extras/", "!b/"] });
  expect(patterns.value).toBe("extras/\n!b/");
});

test("leaving the page asks while a value that was typed is not saved", async () => {
  using page = await open();
  const rate = await field("Files per second");
  await page.user.type(rate, "5");
  page.followLink("/scans");
  await screen.findByRole("dialog", { name: "Leave without saving?" });
  expect(screen.getByText("Changed and not saved: Files per second.")).toBeDefined();
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Stay"));
  await page.user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(page.address()).toBe("/settings");
  expect(rate.value).toBe("05");
  page.followLink("/scans");
  await page.user.click(await screen.findByRole("button", { name: "Leave without saving" }));
  await waitFor(() => expect(page.address()).toBe("/scans"));
  expect(await saved()).toEqual({});
});

test("leaving the page asks nothing after a value was saved", async () => {
  using page = await open();
  const rate = await field("Files per second");
  await page.user.type(rate, "5{Enter}");
  await formOf(rate).findByText("Saved.");
  page.followLink("/scans");
  await waitFor(() => expect(page.address()).toBe("/scans"));
});

test("a switch is saved when it is pressed", async () => {
  using page = await open();
  await page.user.click(await screen.findByRole("checkbox", { name: "Leave out samples and trailers" }));
  await waitFor(async () => expect(await saved()).toEqual({ exclude_samples: true }));
  await page.user.click(await screen.findByRole("button", { name: "Reset to the default (no)" }));
  await waitFor(async () => expect(await saved()).toEqual({}));
});

test("what the environment sets can be read and not changed, and secrets are not shown", async () => {
  using _ = await open({
    environment: { GLEANER_MAX_RATE: "7", GLEANER_TOKEN: "very-secret", GLEANER_ROOTS: "/media" },
  });
  const rate = await field("Files per second");
  expect(rate.readOnly).toBe(true);
  expect(rate.value).toBe("7");
  expect(formOf(rate).getByText("Set by GLEANER_MAX_RATE where Gleaner was started. Change it there.")).toBeDefined();
  const facts = within(await screen.findByRole("region", { name: "Set where Gleaner is started" }));
  const rows = Object.fromEntries(
    facts.getAllByRole("term").map((term) => [term.textContent, term.nextElementSibling?.textContent]),
  );
  expect(rows).toMatchObject({
    Token: "set, not shownGLEANER_TOKEN",
    "Directories that may be scanned": "/mediaGLEANER_ROOTS",
    "Scans at the same time": "2default",
    Database: "SQLite, in the directory of the librarydefault",
  });
  expect(document.body.textContent).not.toContain("very-secret");
});

test("a failure of the server is told at the field, and what was typed stays", async () => {
  using page = await open();
  const rate = await field("Files per second");
  await page.user.clear(rate);
  await page.user.type(rate, "3");
  await api.app.close();
  await page.user.keyboard("{Enter}");
  await waitFor(() => expect(rate.getAttribute("aria-invalid")).toBe("true"));
  expect(rate.value).toBe("3");
});

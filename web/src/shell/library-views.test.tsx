import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";

let api: Api;
let url: string;
beforeEach(async () => {
  api = await startApi();
  url = await api.listen();
});
afterEach(() => api[Symbol.asyncDispose]());

const views = () => screen.findByRole("navigation", { name: "Views of the library" });
const current = async () =>
  within(await views())
    .getAllByRole("link")
    .filter((link) => link.getAttribute("aria-current") === "page")
    .map(({ textContent }) => textContent);

test("the views of the library lead to each other, and keep the folder", async () => {
  using page = openPage(url, "/?path=/films&q=beach");
  expect(await current()).toEqual(["Videos"]);
  await page.user.click(within(await views()).getByRole("link", { name: "Folders" }));
  expect(await screen.findByText("The library has no videos in /films.")).toBeDefined();
  expect(await current()).toEqual(["Folders"]);
  const back = within(await views()).getByRole<HTMLAnchorElement>("link", { name: "Videos" });
  expect(new URL(back.href).search).toBe("?path=%2Ffilms");
});

test("other pages have no views of the library", async () => {
  using _ = openPage(url, "/directories");
  expect(await screen.findByRole("heading", { name: "Directories" })).toBeDefined();
  expect(screen.queryByRole("navigation", { name: "Views of the library" })).toBeNull();
});

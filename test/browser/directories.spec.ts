/** The page of the directories of the library. */
import type { Page } from "playwright/test";
import type { RootListJson } from "../../src/api/contract/roots.ts";
import { expect, type Gleaner, test } from "./gleaner-test.ts";

const endings: readonly ((page: Page) => Promise<unknown>)[] = [
  (page) => page.reload(),
  (page) => page.goto("about:blank"),
  (page) => page.close(),
];

test("a directory is forgotten though the person who has pressed Forget reloads the page, leaves it or closes it", async ({
  page,
  gleaner,
}) => {
  await gleaner.makeVideos(2);
  for (const end of endings) {
    await gleaner.ended(await gleaner.scan());
    await page.goto(`${gleaner.url}/directories`);
    await page.getByRole("button", { name: "Forget Videos" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget", exact: true }).click();
    await expect(page.getByText("Videos is forgotten in a moment.")).toBeVisible();
    expect(await rootsOf(gleaner)).toHaveLength(1);
    await end(page);
    // Long before the ten seconds in which it could have been taken back.
    await expect.poll(() => rootsOf(gleaner), { timeout: 5_000 }).toEqual([]);
  }
});

async function rootsOf(gleaner: Gleaner): Promise<RootListJson["roots"]> {
  return (await gleaner.server.call<RootListJson>("GET", "/api/v1/roots")).body.roots;
}

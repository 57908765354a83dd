/** The library: posters, search, filters, details, and missing videos. */
import { rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { copyClip } from "../clip-tree.ts";
import { expect, test } from "./gleaner-test.ts";

test("videos appear with real pictures of them, and a broken one keeps its placeholder", async ({ page, gleaner }) => {
  await gleaner.makeVideos(12);
  // Its index is intact, but most of its pictures are damaged.
  const broken = join(gleaner.videos, "cut off.mp4");
  await copyClip("h264-aac-faststart.mp4", broken);
  await truncate(broken, 3_000);
  await gleaner.ended(await gleaner.scan());
  await page.goto(gleaner.url);
  const list = page.getByRole("list", { name: "Videos" }).or(page.getByLabel("Videos", { exact: true }));
  const pictures = list.locator("img");
  await expect.poll(() => pictures.count(), { timeout: 30_000 }).toBeGreaterThanOrEqual(12);
  await expect
    .poll(() =>
      pictures.evaluateAll((images) =>
        images.every(
          (image) => (image as HTMLImageElement).complete && (image as HTMLImageElement).naturalWidth === 320,
        ),
      ),
    )
    .toBe(true);
});

test("search, filters and order are in the address, combine, and survive a reload", async ({ page, gleaner }) => {
  await gleaner.makeVideos(70);
  await gleaner.ended(await gleaner.scan());
  await page.goto(gleaner.url);
  await page
    .getByRole("searchbox")
    .or(page.getByRole("textbox", { name: /^Search/ }))
    .fill("0001");
  await expect(page.getByText(/^11 videos · /)).toBeVisible();
  await expect(page).toHaveURL(/q=0*1|q=%220001%22|q=0001/);
  await page.goto(`${gleaner.url}/?codec=h264&sort=filename&view=table`);
  const expected = (await gleaner.videoList("?video_codec=h264&sort=filename")).videos;
  await expect(page.getByRole("row").nth(1)).toContainText(expected[0]?.filename ?? "");
  await page.reload();
  await expect(page.getByRole("row").nth(1)).toContainText(expected[0]?.filename ?? "");
});

test("the details of a video show what it is made of, at an address of their own", async ({ page, gleaner }) => {
  await copyClip("several-subtitles.mkv", join(gleaner.videos, "Harbour.mkv"));
  await gleaner.ended(await gleaner.scan());
  await page.goto(gleaner.url);
  await page
    .getByRole("link", { name: /Harbour\.mkv/ })
    .or(page.getByRole("button", { name: /Harbour\.mkv/ }))
    .first()
    .click();
  const details = page.getByRole("dialog");
  await expect(details).toContainText("Harbour.mkv");
  const [video] = (await gleaner.videoList()).videos;
  await expect(details).toContainText(video?.path ?? "");
  await expect(details).toContainText("HEVC (H.265) Main");
  await expect(page).toHaveURL(new RegExp(`video=${video?.id}`));
  await page.reload();
  await expect(details).toContainText("Harbour.mkv");
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();
});

test("a file that is gone is shown as missing after the next scan, can be filtered for, and removed by keyboard", async ({
  page,
  gleaner,
}) => {
  const [first = ""] = await gleaner.makeVideos(20);
  await gleaner.ended(await gleaner.scan());
  await rm(first);
  await gleaner.ended(await gleaner.scan());
  await page.goto(`${gleaner.url}/?missing=true`);
  await expect(page.getByText("1 video, all of them missing")).toBeVisible();
  await expect(
    page
      .getByLabel(/Missing/)
      .or(page.getByText("Missing", { exact: true }))
      .first(),
  ).toBeVisible();
  await page.getByRole("button", { name: "Remove all missing" }).press("Enter");
  await expect(page.getByRole("button", { name: "Keep" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 video was removed from the library.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("No video matches")).toBeVisible();
  await expect(page.getByRole("main")).toBeFocused();
});

test("folders are opened and their videos shown with the keyboard alone", async ({ page, gleaner }) => {
  for (const name of ["Series/S01/1.mp4", "Series/S01/2.mp4", "Series/S02/1.mp4", "Films/a.mp4", "b.mp4"]) {
    await copyClip("av1-opus.mp4", join(gleaner.videos, name));
  }
  await gleaner.ended(await gleaner.scan());
  await page.goto(gleaner.url);
  const press = async (name: string, within = page.getByRole("main")) => {
    await within.getByRole("link", { name, exact: true }).focus();
    await page.keyboard.press("Enter");
  };
  await press("Folders", page.getByRole("navigation", { name: "Views of the library" }));
  await expect(page.getByRole("rowheader")).toHaveText(["Films", "Series", "In no folder below"]);
  await press("Videos");
  await expect(page.getByRole("rowheader")).toHaveText(["Series", "Films", "In no folder below"]);
  await press("Series");
  await expect(page.getByRole("rowheader")).toHaveText(["S01", "S02"]);
  await press("2 videos in S01");
  await expect(page.locator("a[data-index]")).toHaveCount(2);
  await page.goBack();
  await expect(page.getByRole("rowheader")).toHaveText(["S01", "S02"]);
});

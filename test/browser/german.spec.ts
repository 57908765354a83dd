/** The page in German: chosen by the browser or in the menu, with the reader's dates, and nothing cut off on a phone. */
import type { Page } from "playwright/test";
import { expectNone } from "./axe.ts";
import { expect, test } from "./gleaner-test.ts";

test.use({ locale: "de-DE" });

/** English words that German texts do not have. */
const english =
  /\b(?:the|of|and|is|are|were|not|this|that|with|file|files|from|show|close|cancel|library|directory|directories|folder|missing|length|size|settings|search|sort)\b/i;

/** Expects that the page fits a phone, that axe finds nothing, and that no text of the page itself is English. */
async function expectGermanThatFits(page: Page, where: string): Promise<void> {
  const { overflow, texts } = await page.evaluate(() => {
    const root = document.documentElement;
    const named = [...document.querySelectorAll("[aria-label], [placeholder], [title]")].flatMap((element) =>
      ["aria-label", "placeholder", "title"].map((name) => element.getAttribute(name) ?? ""),
    );
    // Words of the server.
    const foreign = [...document.querySelectorAll<HTMLElement>("dd[lang=en]")].map((element) => element.innerText);
    const text = foreign.reduce((text, words) => text.replace(words, ""), document.body.innerText);
    return {
      overflow: root.scrollWidth - root.clientWidth,
      texts: [text, document.title, ...named],
    };
  });
  expect(overflow, where).toBeLessThanOrEqual(0);
  // Names of other things: of programs and their settings, and of standards.
  const own = texts.map((text) => text.replaceAll(/gleaner settings|\S*\/\S*|--?\S+/g, ""));
  expect(own.filter((text) => english.test(text)).map((text) => [where, english.exec(text)?.[0], text])).toEqual([]);
  await expectNone(page, where);
}

test("a German browser shows every page in German, which fits a phone", async ({ page, gleaner }) => {
  test.slow();
  await gleaner.makeVideos(3);
  const id = await gleaner.scan();
  await gleaner.ended(id);
  await page.setViewportSize({ width: 360, height: 740 });
  const open = async (path: string, text: string) => {
    await page.goto(`${gleaner.url}${path}`);
    await expect(page.getByText(text).first()).toBeVisible();
    await expectGermanThatFits(page, path);
  };

  await open("/", "3 Videos");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page).toHaveTitle("Bibliothek – Gleaner");
  await page.getByRole("list", { name: "Videos" }).getByRole("link").first().click();
  await expect(page.getByRole("dialog").getByText("Größe").first()).toBeVisible();
  await expectGermanThatFits(page, "details");

  await open("/?view=table", "3 Videos");
  await open("/?scan=new", "Scan starten");
  await open(`/?scan=${id}`, "Scan abgeschlossen");
  await open("/scans", "Verlauf");
  // Day, month and year, and 24 hours.
  await expect(page.getByText(/^\d\d\.\d\d\.\d{4}, \d\d:\d\d$/).first()).toBeVisible();
  await open(`/scans/${id}`, "Alle 3 Dateien wurden gescannt.");
  await open("/directories", "Letzter Scan");
  await open("/folders", "Ordner");
  await open("/duplicates", "Duplikate");
  await open("/statistics", "Statistik");
  await open("/settings", "Dateien pro Sekunde");

  const { body } = await gleaner.server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", {
    path: gleaner.videos,
    full: true,
    max_rate: 0.1,
  });
  await open("/scans", "Läuft");
  await gleaner.server.call("POST", `/api/v1/jobs/${body.job_id}/cancel`, {});
  await gleaner.ended(body.job_id);
});

test("the page loads the texts of one language, which can be chosen in the menu, and stays", async ({
  page,
  gleaner,
}) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await page.goto(gleaner.url);
  await expect(page.getByText("Noch keine Videos")).toBeVisible();
  expect(loaded.filter((path) => /german|english/.test(path))).toEqual([
    expect.stringMatching(/^\/assets\/german-.*\.js$/),
  ]);
  await page.getByRole("button", { name: "Menü" }).click();
  await page.getByRole("menuitem", { name: "English" }).click();
  await expect(page.getByText("No videos yet")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.reload();
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(page.getByRole("menuitem", { name: "English" })).toHaveAttribute("aria-current", "true");
  await page.getByRole("menuitem", { name: "As the browser" }).click();
  await expect(page.getByText("Noch keine Videos")).toBeVisible();
});

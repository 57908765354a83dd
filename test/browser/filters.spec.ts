/** The filters of the library: how many presses an answer takes, the keyboard, and axe with the panel open. */
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright/test";
import { expect, type Gleaner, test } from "./gleaner-test.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
// Axe takes seconds where the processor is busy.
test.slow();

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const films = 10_000;

/** How many films are 4K and HDR and have no German sound, as the rows of the database say, and their bytes. */
function answerOf(gleaner: Gleaner): { readonly count: number; readonly bytes: number } {
  const library = gleaner.openLibrary();
  try {
    return library.sizesOf(
      "width = 3840 and hdr <> 'sdr' and audio_languages not like '%ger%' and audio_languages <> 'deu'",
    );
  } finally {
    library.close();
  }
}

async function expectNoViolations(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    // In the middle of a transition, a colour has no contrast that counts.
    await expect.poll(() => violationsOn(page), { message: `${where}, ${colorScheme}`, timeout: 15_000 }).toEqual([]);
  }
}

async function violationsOn(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { readonly axe: typeof axe };
    return checker.run(document, { resultTypes: ["violations"] });
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}

for (const width of [1440, 360]) {
  test(`which films are 4K HDR without German sound takes four presses, ${width} pixels wide`, async ({
    page,
    gleaner,
  }) => {
    await gleaner.fill(films);
    const { count, bytes } = answerOf(gleaner);
    expect(count).toBeGreaterThan(100);
    await page.addInitScript({ path: axePath });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(gleaner.url);
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByRole("checkbox", { name: /^4K, / }).click();
    await page.getByRole("checkbox", { name: /^HDR, / }).click();
    await page.getByRole("button", { name: "Without German sound", exact: true }).click();
    // The answer is above the list, and on a phone at the foot of the panel, too.
    const summary = page.getByText(new RegExp(`^${count} videos.* · ${Math.round(bytes / 1e9)} GB · \\d+ h$`));
    await expect(summary).toBeVisible();
    await expect(page).toHaveURL(/\?resolution=2160p&hdr=any&audio_language=!de$/);
    if (width === 360) await expect(page.getByRole("button", { name: `Show ${count} videos` })).toBeVisible();
    await expectNoViolations(page, "the panel of filters");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);

    const sound = page.getByRole("region", { name: "Sound", exact: true });
    // The same by keyboard, from the address alone.
    await page.reload();
    await expect(summary).toBeVisible();
    await page.getByRole("button", { name: "Filters, 3 set" }).press("Enter");
    await expect(page.getByRole("heading", { name: "Filters" })).toBeFocused();
    await page.getByRole("button", { name: "Without German sound", exact: true }).press("Space");
    await expect(page).toHaveURL(/\?resolution=2160p&hdr=any$/);
    await page.keyboard.press("Shift+Tab");
    await expect(sound.getByRole("checkbox", { name: /^German, / })).toBeFocused();
    await page.keyboard.press("Space");
    await expect(page).toHaveURL(/\?resolution=2160p&hdr=any&audio_language=de$/);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Filters, 3 set" })).toBeFocused();
    await expect(page.getByRole("heading", { name: "Filters" })).toHaveCount(0);
    await page.goBack();
    await page.goBack();
    await expect(summary).toBeVisible();
  });
}

/** Checks a page with axe: WCAG 2.2 A and AA, and its best practices. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import { expect, type Page } from "playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** In the other theme, and nowhere else, only colours differ. */
const rulesOfColours = ["color-contrast", "link-in-text-block"];

/**
 * Expects that axe finds nothing on the page as it is, in both themes. What is wrong for a moment, in the middle of a
 * transition, is looked at again.
 *
 * @param where for the message
 * @param widths in pixels. Default: as the page is
 */
export async function expectNoViolations(page: Page, where: string, widths: readonly number[] = []): Promise<void> {
  let isFirst = true;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    const rules = colorScheme === "light" ? null : rulesOfColours;
    // The width of the first theme's end is the first one of the second: a change of the width is laid out anew.
    const inTurn = colorScheme === "light" ? widths : widths.toReversed();
    if (inTurn.length === 0) await expectNone(page, `${where}, ${colorScheme}`, rules);
    for (const width of inTurn) {
      if (isFirst || width !== page.viewportSize()?.width) await page.setViewportSize({ width, height: 800 });
      isFirst = false;
      await expectNone(page, `${where}, ${colorScheme}, ${width} pixels wide`, rules);
    }
  }
}

/** Expects that axe finds nothing on the page as it is, in the present theme. @param rules default: all */
export async function expectNone(page: Page, where: string, rules: readonly string[] | null = null): Promise<void> {
  await expect.poll(() => violationsOn(page, rules), { message: where, timeout: 60_000 }).toEqual([]);
}

async function violationsOn(page: Page, rules: readonly string[] | null): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const { violations } = await page.evaluate(async (only) => {
    const { axe: checker } = globalThis as unknown as { readonly axe: typeof axe };
    // The other results are counted but not described. Their description takes most of the time on a long page.
    return checker.run(document, { resultTypes: ["violations"], ...(only !== null && { runOnly: [...only] }) });
  }, rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}

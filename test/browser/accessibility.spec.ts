/** Checks every page in both themes with axe: WCAG 2.2 A and AA, and its best practices. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright/test";
import { expect, type Gleaner, test } from "./gleaner-test.ts";

test.use({ settings: { GLEANER_MAX_RATE: "20" }, mayComplain: /404 \(Not Found\)/ });

async function expectNoViolations(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
  expect(found, where).toEqual([]);
}

/** A library with videos, a missing and a broken one, and a scan that is over. */
async function fill(gleaner: Gleaner): Promise<string> {
  await gleaner.makeVideos(40);
  await writeFile(join(gleaner.videos, "broken.mp4"), "no video");
  const id = await gleaner.scan();
  await gleaner.ended(id);
  return id;
}

test.describe("a server with a token", () => {
  test.use({ settings: { GLEANER_TOKEN: "open sesame" }, mayComplain: /401 \(Unauthorized\)/ });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`the sign-in has no violation, with an error too, ${colorScheme}`, async ({ browser, gleaner }) => {
      const context = await browser.newContext({ colorScheme, reducedMotion: "reduce", bypassCSP: true });
      const page = await context.newPage();
      await page.goto(gleaner.url);
      await page.getByRole("textbox", { name: "Token" }).fill("wrong");
      await expectNoViolations(page, "sign-in");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("alert")).toBeVisible();
      await expectNoViolations(page, "sign-in with an error");
      await context.close();
    });
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1280]) {
    test(`no page has a violation, ${colorScheme}, ${width} pixels wide`, async ({ browser, gleaner }) => {
      test.slow();
      const id = await fill(gleaner);
      const [video] = (await gleaner.videoList()).videos;
      // Without transitions: a colour that is half there has no contrast that counts.
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: "reduce",
        bypassCSP: true,
      });
      const page = await context.newPage();
      const look = async (address: string, ready: string | RegExp) => {
        await page.goto(gleaner.url + address);
        await expect(page.getByText(ready).first()).toBeVisible();
        await expectNoViolations(page, address);
      };
      await look("/", "40 videos");
      await look("/?view=table", "40 videos");
      await look("/?q=nothing-has-this-name", "No video matches");
      await look(`/?video=${video?.id ?? ""}`, "Remove from the library");
      await look("/?scan=new", "Include subdirectories");
      await look(`/?scan=${id}`, "Scan complete");
      await look("/scans", "History");
      await look(`/scans/${id}`, "Errors (1)");
      await look("/scans/8d5a7f66-6e41-4a0c-8a5e-0a2f3f0f0000", "not found");
      await look("/nowhere", "Page not found");
      await page.keyboard.press("?");
      await expect(page.getByText("Search the library")).toBeVisible();
      await expectNoViolations(page, "keyboard shortcuts");
      await gleaner.makeVideos(200);
      const running = await gleaner.scan();
      await look(`/?scan=${running}`, "Cancel scan");
      await look("/scans", "files/s");
      await context.close();
    });
  }
}

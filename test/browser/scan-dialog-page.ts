/** The scan dialog as a person uses it. */
import { expect, type Locator, type Page } from "playwright/test";

export interface ShownCounts {
  readonly new: number;
  readonly updated: number;
  readonly skipped: number;
  readonly missing: number;
  readonly errors: number;
}

export class ScanDialogPage {
  readonly dialog: Locator;
  readonly path: Locator;
  readonly start: Locator;
  readonly cancel: Locator;
  readonly resume: Locator;
  readonly show: Locator;
  /** The button *Close* at the end, not the cross at the top. */
  readonly close: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole("dialog");
    this.path = this.dialog.getByRole("textbox", { name: "Directory" });
    this.start = this.dialog.getByRole("button", { name: "Start scan" });
    this.cancel = this.dialog.getByRole("button", { name: "Cancel scan" });
    this.resume = this.dialog.getByRole("button", { name: "Resume scan" });
    this.show = this.dialog
      .getByRole("link", { name: "Show the videos" })
      .or(this.dialog.getByRole("button", { name: "Show the videos" }));
    this.close = this.dialog.getByRole("button", { name: "Close", exact: true });
  }

  title(text: string | RegExp): Locator {
    return this.dialog.getByRole("heading", { name: text });
  }

  async startScan(path: string): Promise<void> {
    await this.path.fill(path);
    await this.start.click();
  }

  /** Waits until a few files have been counted. */
  async untilSomeFound(least = 5): Promise<void> {
    await expect.poll(async () => (await this.counts()).new, { timeout: 30_000 }).toBeGreaterThanOrEqual(least);
  }

  /** Waits until the scan is complete. A busy machine needs long for that. */
  async untilComplete(): Promise<void> {
    await expect(this.title("Scan complete")).toBeVisible({ timeout: 90_000 });
  }

  async counts(): Promise<ShownCounts> {
    const shown = await this.dialog.getByLabel("Results so far").innerText();
    const count = (name: string) => numberIn(new RegExp(`${name}\\s+([\\d,]+)`, "i").exec(shown));
    return {
      new: count("New"),
      updated: count("Updated"),
      skipped: count("Unchanged"),
      missing: count("Missing"),
      errors: count("Errors"),
    };
  }

  /** The numbers in "Cancelled after 1,240 of about 5,100 files. 1,198 videos were added". */
  async cancelledText(): Promise<{ readonly scanned: number; readonly added: number }> {
    const text = await this.dialog.innerText();
    const scanned = numberIn(/Cancelled after ([\d,]+)/.exec(text));
    const added = /No videos were added/.test(text) ? 0 : numberIn(/([\d,]+) videos? (?:was|were) added/.exec(text));
    return { scanned, added };
  }
}

function numberIn(match: RegExpExecArray | null): number {
  return Number(match?.[1]?.replaceAll(",", "") ?? Number.NaN);
}

import { expect, type Page, test } from "playwright/test";
import { temporaryDirectory } from "../clip-tree.ts";
import { type GleanerServer, startGleanerServer } from "../gleaner-process.ts";

let data: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: GleanerServer;
test.beforeAll(async () => {
  data = await temporaryDirectory();
  server = await startGleanerServer(data.path);
});
test.afterAll(async () => {
  server.kill("SIGTERM");
  await server.exit;
  await data[Symbol.asyncDispose]();
});

/** Collects the errors of a page from now on: console messages, exceptions and failed requests. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return complaints;
}

for (const address of ["/", "/scans"]) {
  test(`the page is shown at ${address}, and complains about nothing`, async ({ page }) => {
    const complaints = complaintsOf(page);
    const response = await page.goto(server.url + address);
    expect(response?.status()).toBe(200);
    await expect(page.getByRole("banner")).toContainText("Gleaner");
    expect(complaints).toEqual([]);
  });
}

import { expect, test } from "./gleaner-test.ts";

declare global {
  interface Window {
    /** The notifications that the page has shown, and their tags. */
    shown: string[];
  }
}

test("a hidden page shows a notification at the end of a scan, if somebody wants that", async ({
  page,
  context,
  gleaner,
}) => {
  await gleaner.makeVideos(3);
  await context.grantPermissions(["notifications"]);
  await page.addInitScript(() => {
    window.shown = [];
    const Shown = window.Notification;
    window.Notification = class extends Shown {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        window.shown.push(`${title}: ${options?.body} (${options?.tag})`);
      }
    };
  });
  const shown = () => page.evaluate(() => window.shown);
  const hide = (isHidden: boolean) =>
    page.evaluate(
      (state) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      },
      isHidden ? "hidden" : "visible",
    );
  const active = page.getByRole("banner").getByRole("button", { name: /Scanning|files|Open|Waiting/ });
  const scan = async () => {
    const { body } = await gleaner.server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", {
      path: gleaner.videos,
      full: true,
      max_rate: 0.1,
    });
    await expect(active).toBeVisible();
    await gleaner.server.call("POST", `/api/v1/jobs/${body.job_id}/cancel`, {});
    await gleaner.ended(body.job_id);
    await expect(active).toBeHidden();
    return body.job_id;
  };
  await page.goto(`${gleaner.url}/settings`);
  await expect(page.getByText("Node.js")).toBeVisible();
  await hide(true);
  await scan();
  expect(await shown()).toEqual([]);
  await hide(false);
  const wanted = page.getByRole("checkbox", { name: "Tell me when a scan or check has ended" });
  await wanted.check();
  await scan();
  expect(await shown()).toEqual([]);
  await hide(true);
  const id = await scan();
  await expect.poll(shown).toEqual([`Scan cancelled: ${gleaner.videos} (gleaner ${id})`]);
  await wanted.uncheck();
  await scan();
  expect(await shown()).toHaveLength(1);
});

import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";
import { browserTimeZone } from "./schedule-form.ts";

let api: Api;
let url: string;
beforeEach(async () => {
  api = await startApi();
  url = await api.listen();
  await api.call("POST", "/api/v1/roots", { path: api.directory, name: "films" });
});
afterEach(() => api[Symbol.asyncDispose]());

const root = async () => (await api.call("GET", "/api/v1/roots")).body.roots[0];
const change = async (changes: object) =>
  expect((await api.call("PATCH", `/api/v1/roots/${(await root()).root_id}`, changes)).status).toBe(200);
const button = async (name: string) => screen.findByRole("button", { name });
const select = async (name: string) => screen.findByRole<HTMLSelectElement>("combobox", { name });
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const plain = (text: string | null) => (text ?? "").replaceAll("\u202f", " ");
const card = async () => plain((await screen.findByRole("listitem", { name: "films" })).textContent);

test("a schedule is chosen without cron, in the time zone of the browser, and shown again", async () => {
  using page = openPage(url, "/directories");
  await page.user.click(await button("Settings of films"));
  expect((await select("Scan by schedule")).value).toBe("never");
  await page.user.selectOptions(await select("Scan by schedule"), "Every week");
  await page.user.selectOptions(await select("On"), "Friday");
  await page.user.clear(field("At"));
  await screen.findByText("Enter a time.");
  await page.user.type(field("At"), "04:30");
  expect(field("Time zone").value).toBe(browserTimeZone());
  await page.user.click(await button("Save"));
  await waitFor(async () => expect(await card()).toContain("Scanned every Friday at 4:30 AM. Next: "));
  expect((await root()).schedule).toEqual({ cron: "30 4 * * 5", time_zone: browserTimeZone() });
  await page.user.click(await button("Settings of films"));
  expect((await select("Scan by schedule")).value).toBe("weekly");
  expect((await select("On")).value).toBe("5");
  expect(field("At").value).toBe("04:30");
  await page.user.selectOptions(await select("Scan by schedule"), "Never");
  await page.user.click(await button("Save"));
  await waitFor(async () => expect(await card()).not.toContain("Scanned every"));
  expect((await root()).schedule).toBeNull();
});

test("the server's message about a schedule is shown at its field", async () => {
  using page = openPage(url, "/directories");
  await page.user.click(await button("Settings of films"));
  await page.user.selectOptions(await select("Scan by schedule"), "Every day");
  await page.user.selectOptions(await select("Scan by schedule"), "Another schedule");
  expect(field("Schedule").value).toBe("0 3 * * *");
  await page.user.clear(field("Schedule"));
  await page.user.type(field("Schedule"), "0 3 * *");
  await page.user.click(await button("Save"));
  await waitFor(() => expect(field("Schedule").getAttribute("aria-invalid")).toBe("true"));
  expect(described(field("Schedule"))).toContain('"0 3 * *" has 4 fields. A schedule has five');
  await page.user.type(field("Schedule"), " 1-5");
  expect(field("Schedule").getAttribute("aria-invalid")).not.toBe("true");
  await page.user.clear(field("Time zone"));
  await page.user.type(field("Time zone"), "Mars/Olympus");
  await page.user.click(await button("Save"));
  await waitFor(() => expect(described(field("Time zone"))).toContain('"Mars/Olympus" is no time zone'));
  await page.user.clear(field("Time zone"));
  await page.user.type(field("Time zone"), "Asia/Kathmandu");
  await page.user.click(await button("Save"));
  await waitFor(async () => expect(await card()).toContain("Scanned by the schedule 0 3 * * 1-5 (Asia/Kathmandu)."));
});

test("a schedule that was not changed keeps its text, its turns, and a skipped scan is told", async () => {
  await change({ schedule: { cron: "@daily", time_zone: "UTC" } });
  const scheduled = (await api.store.roots.list())[0] ?? expect.fail();
  await api.store.roots.recordTurn(scheduled, { at: new Date("2026-11-23T00:00:00Z"), isSkipped: true });
  const before = await root();
  using page = openPage(url, "/directories");
  await waitFor(async () => expect(await card()).toContain(", because the scan before had not ended."));
  await page.user.click(await button("Settings of films"));
  expect((await select("Scan by schedule")).value).toBe("daily");
  expect(field("At").value).toBe("00:00");
  await page.user.type(field("Name"), " of us");
  await page.user.click(await button("Save"));
  await button("Settings of films of us");
  const { schedule, next_run_at: next, skipped_run_at: skipped } = before;
  expect(await root()).toMatchObject({ schedule, next_run_at: next, skipped_run_at: skipped });
  expect(schedule.cron).toBe("@daily");
});

/** The texts to which a field refers. */
function described(input: HTMLElement): string {
  const ids = input.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.querySelector(`[id="${id}"]`)?.textContent ?? "").join(" ");
}

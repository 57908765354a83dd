import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { say } from "../../../src/sentences/say.ts";
import type { WatchStateOf } from "../../../src/watching/watch-messages.ts";
import { startApi } from "../../../test/api/start-api.ts";
import { openPage } from "../../../test/page/page-under-test.tsx";

/** A server with the directory `films`, which says this about its watches. */
async function serverWith(state: ReturnType<WatchStateOf>) {
  const api = await startApi({ watchStateOf: () => state });
  const url = await api.listen();
  await api.call("POST", "/api/v1/roots", { path: api.directory, name: "films" });
  return { api, url };
}

const button = async (name: string) => screen.findByRole("button", { name });
const card = async () => (await screen.findByRole("listitem", { name: "films" })).textContent;

test("a directory is watched by its settings, and its card says whether it is", async () => {
  const { api, url } = await serverWith({ state: "watching", directories: 1, problem: null });
  await using _ = api;
  using page = openPage(url, "/directories");
  await page.user.click(await button("Settings of films"));
  const watch = await screen.findByRole<HTMLInputElement>("checkbox", { name: "Watch for changes" });
  expect(watch.checked).toBe(false);
  await page.user.click(watch);
  await page.user.click(await button("Save"));
  await waitFor(async () => expect(await card()).toContain("Watched for changes."));
  expect((await api.call("GET", "/api/v1/roots")).body.roots[0].watch).toBe(true);
});

test("changes that wait for the end of a scan are told as long as it runs", async () => {
  const { api, url } = await serverWith({ state: "watching", directories: 1, problem: null, haveChangesToWait: true });
  await using _ = api;
  const { root_id: id } = (await api.call("GET", "/api/v1/roots")).body.roots[0];
  await api.call("PATCH", `/api/v1/roots/${id}`, { watch: true });
  await api.scan(api.directory);
  const scan = await api.nextScan();
  using page = openPage(url, "/directories");
  await waitFor(async () => expect(await card()).toContain("Changes were seen. They are scanned after this scan."));
  scan.finish();
  await waitFor(async () => expect(await card()).toContain("Completed"));
  await waitFor(async () => expect(await card()).not.toContain("Changes were seen."));
  page[Symbol.dispose]();
});

test("a limit is told with the command that raises it", async () => {
  const said = say("watch_limit", { name: "max_user_watches", limit: 8_192, more: 32_768 });
  const { message: problem } = said;
  const { api, url } = await serverWith({ state: "limit", problem: said });
  await using _ = api;
  const { root_id: id } = (await api.call("GET", "/api/v1/roots")).body.roots[0];
  await api.call("PATCH", `/api/v1/roots/${id}`, { watch: true });
  using page = openPage(url, "/directories");
  await waitFor(async () => expect(await card()).toContain(`Not watched: ${problem}`));
  await page.user.click(await button("Settings of films"));
  await waitFor(() => expect(screen.getAllByText(`Not watched: ${problem}`)).toHaveLength(2));
  expect(screen.queryByRole("button", { name: "Scan every day instead" })).toBeNull();
});

test("a directory that cannot be watched is offered a schedule", async () => {
  const { api, url } = await serverWith({
    state: "unsupported",
    problem: say("watch_without_events", { type: "nfs4" }),
  });
  await using _ = api;
  const { root_id: id } = (await api.call("GET", "/api/v1/roots")).body.roots[0];
  await api.call("PATCH", `/api/v1/roots/${id}`, { watch: true });
  using page = openPage(url, "/directories");
  await waitFor(async () =>
    expect(await card()).toContain(
      "Cannot be watched: It is on a file system (nfs4) that does not tell of all changes.",
    ),
  );
  await page.user.click(await button("Settings of films"));
  await page.user.click(await button("Scan every day instead"));
  await page.user.click(await button("Save"));
  await waitFor(async () => expect(await card()).toContain("Scanned every day at"));
  const [root] = (await api.call("GET", "/api/v1/roots")).body.roots;
  expect(root).toMatchObject({ watch: false, schedule: { cron: "0 3 * * *" } });
});

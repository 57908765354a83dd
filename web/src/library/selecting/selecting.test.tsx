import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { openLibraryTab, startWithVideos } from "../../../../test/page/library-under-test.tsx";

const names = Array.from({ length: 6 }, (_, nth) => `walrus ${nth}.mp4`);
const boxOf = (name: string) => screen.findByRole("checkbox", { name: `Select ${name}` });
const bar = () => screen.findByRole("region", { name: "Selection" });
const count = async (text: RegExp) => within(await bar()).findByText(text);

test("Shift selects from the last video to this one, and a second press takes one out", async () => {
  await using library = await startWithVideos(names);
  using _ = await openLibraryTab(library.url, "/?sort=filename");
  const user = userEvent.setup();
  await user.click(await boxOf("walrus 1.mp4"));
  await count(/^1 selected · /);
  await user.keyboard("{Shift>}");
  await user.click(await boxOf("walrus 4.mp4"));
  await count(/^4 selected · /);
  await user.click(await boxOf("walrus 2.mp4"));
  await user.keyboard("{/Shift}");
  await count(/^2 selected · /);
  await user.click(await boxOf("walrus 2.mp4"));
  await count(/^1 selected · /);
  expect((await boxOf("walrus 1.mp4")).getAttribute("aria-checked")).toBe("true");
  expect((await boxOf("walrus 2.mp4")).getAttribute("aria-checked")).toBe("false");
});

test("all that match are selected by the filters, all but one by their ids, and other filters select nothing", async () => {
  await using library = await startWithVideos([...names, "other.mp4"]);
  using tab = await openLibraryTab(library.url, "/?q=walrus&sort=filename");
  await userEvent.click(await boxOf("walrus 0.mp4"));
  await userEvent.click(within(await bar()).getByRole("button", { name: "Select all 6 that match" }));
  await count(/^6 selected · /);
  await userEvent.click(await boxOf("walrus 3.mp4"));
  await count(/^5 selected · /);
  await userEvent.click(screen.getByRole("button", { name: /^Remove the filter .*walrus/ }));
  await screen.findByText("The filters have changed, so nothing is selected now.");
  expect(screen.queryByRole("region", { name: "Selection" })).toBeNull();
  expect(tab.address()).not.toContain("q=");
});

test("selected videos are removed from the library after a question", async () => {
  await using library = await startWithVideos(names);
  using _ = await openLibraryTab(library.url, "/?sort=filename");
  for (const name of ["walrus 0.mp4", "walrus 5.mp4"]) await userEvent.click(await boxOf(name));
  await userEvent.click(within(await bar()).getByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove 2 videos from the library?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove 2 videos" }));
  await waitFor(() => expect(screen.queryByRole("region", { name: "Selection" })).toBeNull());
  const { videos } = (await library.api.call("GET", "/api/v1/videos?sort=filename")).body;
  expect(videos.map(({ filename }: { filename: string }) => filename)).toEqual(names.slice(1, 5));
});

test("all that match are removed as they were when the question was asked", async () => {
  await using library = await startWithVideos([...names, "other.mp4"]);
  using _ = await openLibraryTab(library.url, "/?q=walrus&sort=filename");
  await userEvent.click(await boxOf("walrus 0.mp4"));
  await userEvent.click(within(await bar()).getByRole("button", { name: "Select all 6 that match" }));
  await userEvent.click(within(await bar()).getByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove 6 videos from the library?" });
  const confirm = within(dialog).getByRole("button", { name: "Remove 6 videos" });
  await waitFor(() => expect(confirm.hasAttribute("disabled")).toBe(false));
  await library.api.scan();
  const scan = await library.api.nextScan();
  await scan.commit({ videos: [`${library.api.directory}/walrus 9.mp4`] });
  scan.finish();
  await library.api.queue.wait(scan.job.id);
  await userEvent.click(confirm);
  await waitFor(() => expect(screen.queryByRole("region", { name: "Selection" })).toBeNull());
  const { videos } = (await library.api.call("GET", "/api/v1/videos?sort=filename")).body;
  expect(videos.map(({ filename }: { filename: string }) => filename)).toEqual(["other.mp4", "walrus 9.mp4"]);
});

test("the paths of selected videos are copied, one a line", async () => {
  await using library = await startWithVideos(names);
  using _ = await openLibraryTab(library.url, "/?sort=filename");
  const user = userEvent.setup();
  for (const name of ["walrus 1.mp4", "walrus 0.mp4"]) await user.click(await boxOf(name));
  await user.click(within(await bar()).getByRole("button", { name: "Copy paths" }));
  await screen.findByText("2 paths were copied.");
  const paths = ["walrus 1.mp4", "walrus 0.mp4"].map((name) => `${library.api.directory}/${name}`);
  expect(await navigator.clipboard.readText()).toBe(paths.join("\n"));
});

test("selected videos are scanned again, and the page of the scan comes next", async () => {
  await using library = await startWithVideos(names);
  const { api } = library;
  await api.call("POST", "/api/v1/roots", { path: api.directory });
  using tab = await openLibraryTab(library.url, "/?sort=filename");
  for (const name of ["walrus 0.mp4", "walrus 5.mp4"]) await userEvent.click(await boxOf(name));
  const button = within(await bar()).getByRole("button", { name: "Scan again" });
  expect(button.title).toBe("Reads these files again, also if they have not changed, and no others in their folders");
  await userEvent.click(button);
  const scan = await api.nextScan();
  await waitFor(() => expect(tab.address()).toBe(`/scans/${scan.job.id}`));
  expect(scan.job.payload).toMatchObject({ chosen: { ids: [expect.any(String), expect.any(String)], count: 2 } });
  scan.finish();
});

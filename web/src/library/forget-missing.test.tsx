import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { mostForgottenAtOnce } from "../../../src/library/forgetting.ts";
import { openLibraryTab, startWithVideos } from "../../../test/page/library-under-test.tsx";

/** A library of videos in which all but `kept.mp4` are missing, shown with the filter *missing*. */
async function openMissing(number: number, { inDirectory }: { readonly inDirectory?: string } = {}) {
  const names = Array.from({ length: number }, (_, nth) => `${nth === 0 ? "" : "films/"}gone-${nth}.mp4`);
  const library = await startWithVideos([...names, "kept.mp4"]);
  const { api } = library;
  await api.scan();
  const scan = await api.nextScan();
  await scan.commit({ missing: names.map((name) => `${api.directory}/${name}`) });
  scan.finish();
  await api.queue.wait(scan.job.id);
  const path = inDirectory === undefined ? "" : `&path=${encodeURIComponent(join(api.directory, inDirectory))}`;
  const tab = await openLibraryTab(library.url, `/?missing=true${path}`);
  return {
    total: async () => (await api.call("GET", "/api/v1/videos")).body.total,
    async [Symbol.asyncDispose]() {
      tab[Symbol.dispose]();
      await library[Symbol.asyncDispose]();
    },
  };
}

const removeAll = () => screen.findByRole("button", { name: "Remove all missing" });
const dialog = () => screen.findByRole("dialog");

test("missing videos are removed after a question that says how many they are, and Keep keeps them", async () => {
  await using library = await openMissing(3);
  await userEvent.click(await removeAll());
  await screen.findByRole("dialog", { name: "Remove 3 missing videos from the library?" });
  expect((await dialog()).textContent).toContain("a scan adds every video again whose file is there");
  await userEvent.click(await screen.findByRole("button", { name: "Keep" }));
  expect(await library.total()).toBe(4);

  await userEvent.click(await removeAll());
  await userEvent.click(await screen.findByRole("button", { name: "Remove 3 videos" }));
  expect(await within(await dialog()).findByText("3 videos were removed from the library.")).toBeDefined();
  expect(await library.total()).toBe(1);
  await screen.findByText("No video matches");
  // What was announced of the list before is no longer true.
  await waitFor(() => expect(screen.queryByText("3 videos")).toBeNull());
  await userEvent.click(within(await dialog()).getAllByRole("button", { name: "Close" })[0] ?? expect.fail());
  expect(screen.queryByRole("button", { name: "Remove all missing" })).toBeNull();
});

test("those of one directory are removed, and no others", async () => {
  await using library = await openMissing(3, { inDirectory: "films" });
  await userEvent.click(await screen.findByRole("button", { name: "Remove these missing videos" }));
  await screen.findByRole("dialog", { name: "Remove 2 missing videos from the library?" });
  expect((await dialog()).textContent).toMatch(/These are all missing videos in \/.+\/films\./);
  await userEvent.click(await screen.findByRole("button", { name: "Remove 2 videos" }));
  expect(await within(await dialog()).findByText("2 videos were removed from the library.")).toBeDefined();
  expect(await library.total()).toBe(2);
});

test("very many are removed by a job, which the dialog follows to its end", async () => {
  const many = mostForgottenAtOnce + 200;
  await using library = await openMissing(many);
  await userEvent.click(await removeAll());
  await userEvent.click(await screen.findByRole("button", { name: "Remove 1,200 videos" }));
  const ended = "1,200 videos were removed from the library. No file was touched.";
  expect(await within(await dialog()).findByText(ended)).toBeDefined();
  expect(await library.total()).toBe(1);
});

import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openLibraryTab, startWithVideos } from "../../../test/page/library-under-test.tsx";

test("the list is exported with its filters and its order", async () => {
  await using library = await startWithVideos(["a & b.mp4", "a & c.mp4", "z.mp4"]);
  using tab = await openLibraryTab(library.url, "/?q=a%20%26&sort=-filename");
  await tab.user.click(await screen.findByRole("button", { name: "Export" }));
  const csv = await screen.findByRole<HTMLAnchorElement>("menuitem", { name: "CSV, for spreadsheets" });
  const lines = screen.getByRole<HTMLAnchorElement>("menuitem", { name: "JSON lines, with all fields" });
  // The browser streams the file to the disk, and does not open it.
  expect([csv, lines].map((link) => link.hasAttribute("download"))).toEqual([true, true]);
  expect((await (await fetch(csv.href)).text()).split("\r\n").slice(1, -1)).toEqual([
    expect.stringContaining(",a & c.mp4,"),
    expect.stringContaining(",a & b.mp4,"),
  ]);
  expect((await (await fetch(lines.href)).text()).split("\n").map((line) => line.includes('"a & b.mp4"'))).toEqual([
    false,
    true,
    false,
  ]);
});

test("nothing is exported if no video matches", async () => {
  await using library = await startWithVideos(["a.mp4"]);
  using _ = await openLibraryTab(library.url, "/?q=nothing");
  await screen.findByText("No video matches");
  expect(screen.queryByRole("button", { name: "Export" })).toBeNull();
});

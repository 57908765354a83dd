import { realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import {
  button,
  directories,
  enterPath,
  listOf,
  namesIn,
  openTab,
  pathField,
  says,
  startBehindProxy,
} from "../../../../test/page/dialog-under-test.tsx";

it("goes in by a click, and up and anywhere on the way", async () => {
  await using behind = await startBehindProxy();
  await directories(behind.api, "2019/spring", "2020", ".hidden");
  const { directory } = behind.api;
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, directory);
  expect(namesIn(await listOf(directory))).toEqual(["2019", "2020"]);
  await tab.user.click(button("Show hidden directories"));
  await waitFor(async () => expect(namesIn(await listOf(directory))).toEqual(["2019", "2020", ".hidden"]));
  await tab.user.click(button("2019", await listOf(directory)));
  expect(namesIn(await listOf(`${directory}/2019`))).toEqual(["spring"]);
  expect(pathField().value).toBe(`${directory}/2019`);
  await tab.user.click(button("Up"));
  await listOf(directory);
  const crumbs = await screen.findByRole("navigation", { name: "Current directory" });
  await tab.user.click(button("/", crumbs));
  await listOf("/");
  expect(pathField().value).toBe("/");
});

it("leaves the middle out of a long way", async () => {
  await using behind = await startBehindProxy();
  const deep = join(behind.api.directory, "a/b/c/d/e/f");
  await directories(behind.api, "a/b/c/d/e/f");
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, deep);
  const crumbs = await screen.findByRole("navigation", { name: "Current directory" });
  await waitFor(() => expect(namesIn(crumbs)).toEqual(["/", "…", "d", "e", "f"]));
  await tab.user.click(button(join(behind.api.directory, "a/b/c"), crumbs));
  await waitFor(() => expect(pathField().value).toBe(join(behind.api.directory, "a/b/c")));
});

it("works with the keyboard alone", async () => {
  await using behind = await startBehindProxy();
  await directories(behind.api, "2019/spring", "2019/summer/empty", "2020");
  const { directory } = behind.api;
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, directory);
  await listOf(directory);
  const focused = () => document.activeElement?.textContent;
  await tab.user.keyboard("{ArrowDown}");
  expect(focused()).toBe("2019");
  await tab.user.keyboard("{ArrowDown}");
  expect(focused()).toBe("2020");
  await tab.user.keyboard("{Home}{Enter}");
  await waitFor(() => expect(focused()).toBe("spring"));
  await tab.user.keyboard("{End}{ArrowRight}");
  await waitFor(() => expect(focused()).toBe("empty"));
  await tab.user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(button("Up")));
  await says("This directory has no subdirectories.");
  await tab.user.keyboard("{Backspace}");
  await waitFor(() => expect(focused()).toBe("empty"));
  await tab.user.keyboard("{Backspace}{Backspace}");
  await waitFor(() => expect(focused()).toBe("2019"));
  await tab.user.keyboard("2");
  expect(document.activeElement).toBe(pathField());
  expect(pathField().value).toBe(`${directory}/2`);
  await tab.user.keyboard("020{Enter}");
  const { job } = await behind.api.nextScan();
  expect(job.payload).toMatchObject({ path: `${directory}/2020` });
});

it("shows those that begin with what is typed, and asks for no name that is not there", async () => {
  await using behind = await startBehindProxy();
  await directories(behind.api, "Films/2019", "Serenade", "serials");
  const { directory } = behind.api;
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, `${directory}/`);
  expect(namesIn(await listOf(directory))).toEqual(["Films", "Serenade", "serials"]);
  await tab.user.type(pathField(), "se");
  await waitFor(async () => expect(namesIn(await listOf(directory))).toEqual(["Serenade", "serials"]));
  await tab.user.type(pathField(), "x");
  await says("No directory here begins with “sex”.");
  expect(behind.proxy.count("GET sex")).toBe(0);
  await enterPath(tab, `${directory}/Films`);
  await listOf(`${directory}/Films`);
});

it("says in place what cannot be read, and finds the way back", async () => {
  await using behind = await startBehindProxy();
  await directories(behind.api, "2019");
  const { directory } = behind.api;
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, `${directory}/2019/`);
  await waitFor(() => expect(namesIn(screen.getByRole("navigation", { name: "Current directory" }))).toContain("2019"));
  await enterPath(tab, `${directory}/none/`);
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toMatch(/^Cannot read .*none.*: /);
  await tab.user.click(button("Up"));
  await listOf(directory);
});

it("keeps its place after a wrong path", async () => {
  await using behind = await startBehindProxy();
  await directories(behind.api, "2019");
  const { directory } = behind.api;
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, `${directory}/`);
  await listOf(directory);
  await enterPath(tab, "/there/is/no/such/directory/");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toMatch(/^Cannot read /);
  expect(namesIn(await listOf(directory))).toEqual(["2019"]);
});

it.each([
  ["in quotation marks", (path: string) => `"${path}"`],
  ["as a file address", (path: string) => `file://${encodeURI(path)}`],
])("takes a path that is pasted %s", async (_, written) => {
  await using behind = await startBehindProxy();
  await directories(behind.api, "My films/2019");
  const films = join(behind.api.directory, "My films");
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, written(films));
  expect(namesIn(await listOf(films))).toEqual(["2019"]);
  await tab.user.click(button("Start scan"));
  const { job } = await behind.api.nextScan();
  expect(job.payload).toMatchObject({ path: films });
});

it("says what a full path is, without asking the server", async () => {
  await using behind = await startBehindProxy();
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, "Videos");
  await tab.user.click(button("Start scan"));
  await says("Enter a full path that starts with /.");
  expect(behind.proxy.count("POST /videos/scan")).toBe(0);
});

it("says where videos are", async () => {
  await using behind = await startBehindProxy();
  await directories(behind.api, "2019", "2020");
  const { directory } = behind.api;
  for (const name of ["2019/a.mp4", "b.mkv"]) await writeFile(join(directory, name), "");
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, directory);
  expect(namesIn(await listOf(directory))).toEqual(["2019videos", "2020"]);
  await says("There are videos in this directory.");
  await tab.user.click(button("2020", await listOf(directory)));
  await says("This directory has no subdirectories.");
  await waitFor(() => expect(screen.queryByText("There are videos in this directory.")).toBeNull());
});

it("says how many there are where not all are listed", async () => {
  await using behind = await startBehindProxy();
  const { directory } = behind.api;
  const listed = {
    path: directory,
    parent: null,
    directories: [{ name: "a", path: `${directory}/a`, has_videos: null }],
    has_videos: null,
    total: 2345,
    limit: 1_000,
    offset: 0,
  };
  behind.proxy.answer("GET /filesystem/directories?path=", 200, listed);
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, `${directory}/`);
  await says(/^Showing the first 1 of 2,345 directories\./);
});

it("begins at the directories that the server allows, where it allows only some", async () => {
  await using elsewhere = await startBehindProxy();
  const root = await realpath(elsewhere.api.directory);
  await directories(elsewhere.api, "2019");
  await using behind = await startBehindProxy({ roots: [root] });
  using tab = await openTab(behind.proxy.url);
  const roots = await screen.findByRole("list", { name: "Directories this server may scan" });
  await tab.user.click(within(roots).getByRole("button"));
  expect(namesIn(await listOf(root))).toEqual(["2019"]);
  expect(namesIn(await screen.findByRole("navigation", { name: "Current directory" }))).toHaveLength(1);
  await tab.user.click(button("Up"));
  expect(await screen.findByRole("list", { name: "Directories this server may scan" })).toBeDefined();
});

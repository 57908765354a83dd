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
  startBehindProxy,
} from "../../../../test/page/dialog-under-test.tsx";

const known = async () => screen.findByRole("group", { name: "Directories of the library" });
const subdirectories = () => screen.getByRole<HTMLInputElement>("checkbox", { name: "Include subdirectories" });

/** A server with directories of the library, by their names. */
async function startWithRoots(...names: readonly string[]) {
  const behind = await startBehindProxy();
  await directories(behind.api, ...names);
  const pathOf = (name: string) => `${behind.api.directory}/${name}`;
  const add = async (name: string, settings: object = {}) =>
    expect((await behind.api.call("POST", "/api/v1/roots", { path: pathOf(name), ...settings })).status).toBe(201);
  return Object.assign(behind, { pathOf, add });
}

it("chooses a directory of the library, with its settings", async () => {
  await using behind = await startWithRoots("films/old", "albums");
  await behind.add("films", { recursive: false });
  await behind.add("albums", { name: "Our albums" });
  using tab = await openTab(behind.proxy.url);
  expect(namesIn(await known())).toEqual(["Our albums", "films"]);
  await tab.user.click(button("films", await known()));
  expect(pathField().value).toBe(behind.pathOf("films"));
  expect(button("films", await known()).getAttribute("aria-pressed")).toBe("true");
  expect(subdirectories().checked).toBe(false);
  expect(namesIn(await listOf(behind.pathOf("films")))).toEqual(["old"]);
  await tab.user.click(button("Start scan"));
  const { job } = await behind.api.nextScan();
  expect(job.payload).toMatchObject({ path: behind.pathOf("films"), recursive: false });
});

it("keeps what a person has chosen, until another directory of the library is chosen", async () => {
  await using behind = await startWithRoots("films", "albums");
  await behind.add("films", { recursive: false });
  await behind.add("albums");
  using tab = await openTab(behind.proxy.url);
  await tab.user.click(button("films", await known()));
  await tab.user.click(subdirectories());
  expect(subdirectories().checked).toBe(true);
  await tab.user.click(button("albums", await known()));
  expect(subdirectories().checked).toBe(true);
  await tab.user.click(button("films", await known()));
  expect(subdirectories().checked).toBe(false);
});

it("takes over the settings of a directory of the library that is typed", async () => {
  await using behind = await startWithRoots("films");
  await behind.add("films", { recursive: false });
  using tab = await openTab(behind.proxy.url);
  await known();
  expect(subdirectories().checked).toBe(true);
  await enterPath(tab, `${behind.pathOf("films")}/`);
  expect(subdirectories().checked).toBe(false);
  expect(button("films", await known()).getAttribute("aria-pressed")).toBe("true");
  await enterPath(tab, behind.api.directory);
  expect(subdirectories().checked).toBe(true);
});

it("tells directories of one name apart by their paths", async () => {
  await using behind = await startWithRoots("a/films", "b/films", "albums");
  for (const name of ["a/films", "b/films", "albums"]) await behind.add(name);
  using _ = await openTab(behind.proxy.url);
  expect(namesIn(await known())).toEqual([behind.pathOf("a/films"), "albums", behind.pathOf("b/films")]);
});

it("works without the directories of the library, which a server may not tell at the moment", async () => {
  await using behind = await startWithRoots("films");
  await behind.add("films");
  behind.proxy.answer("GET /roots", 503, { detail: { code: "STORE_UNAVAILABLE", message: "The disk is full." } });
  using tab = await openTab(behind.proxy.url);
  await enterPath(tab, behind.pathOf("films"));
  await waitFor(() => expect(behind.proxy.count("GET /roots")).toBeGreaterThan(0));
  expect(within(document.body).queryByRole("group", { name: "Directories of the library" })).toBeNull();
  await tab.user.click(button("Start scan"));
  expect((await behind.api.nextScan()).job.payload).toMatchObject({ path: behind.pathOf("films"), recursive: true });
});

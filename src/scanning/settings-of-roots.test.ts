import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { defaultWalkRules } from "../../test/scanning/walk-rules.ts";
import { type RootSettings, usualRootSettings } from "../library/library-roots.ts";
import type { SettingsOfRequest } from "./scan-payload.ts";
import { settingsOfRoots } from "./settings-of-roots.ts";

interface ScanWith {
  readonly path?: string;
  readonly isServerOpen?: boolean;
  /** What the request says. */
  readonly given?: Partial<SettingsOfRequest>;
}

describe("a scan in a directory of the library", () => {
  const scans = scansUnderTest();

  async function scanWith(
    settings: Partial<RootSettings>,
    { path = scans.root, isServerOpen = false, given = {} }: ScanWith = {},
  ) {
    const outcome = await scans.store.roots.add({
      path: scans.root,
      ...usualRootSettings,
      name: "films",
      ...settings,
    });
    if (outcome.kind !== "added") return expect.fail("The directory is in the library already");
    const walk = { ...defaultWalkRules, followLinks: isServerOpen, includeHidden: isServerOpen };
    const { counts } = await scans.scan({ path, walk, given, settingsOf: settingsOfRoots(scans.store.roots) });
    await scans.store.roots.remove(outcome.root.id);
    return counts["found"];
  }

  test("looks at what its directory is set to show, and else at what the server is set to show", async () => {
    await scans.make("film.mp4", ".hidden/film.mp4", "a/film.mp4");
    const elsewhere = join(scans.directory, "elsewhere");
    await mkdir(elsewhere);
    await scans.make("../elsewhere/film.mp4");
    await symlink(elsewhere, join(scans.root, "link"));
    expect(await scanWith({})).toBe(2);
    expect(await scanWith({}, { isServerOpen: true })).toBe(4);
    expect(await scanWith({ includeHidden: true })).toBe(3);
    expect(await scanWith({ followLinks: true })).toBe(3);
    expect(await scanWith({ includeHidden: false, followLinks: false }, { isServerOpen: true })).toBe(2);
  });

  test("obeys what its request says, whatever its directory and the server are set to", async () => {
    await scans.make("film.mp4", ".hidden/film.mp4");
    const given = (flag: boolean | null) => ({ follow_links: flag, include_hidden: flag });
    expect(await scanWith({ includeHidden: false }, { given: given(true) })).toBe(2);
    expect(await scanWith({ includeHidden: true }, { given: given(false), isServerOpen: true })).toBe(1);
    expect(await scanWith({ includeHidden: true }, { given: given(null) })).toBe(2);
    const around = { path: scans.directory, given: given(false) };
    expect(await scanWith({ includeHidden: true }, around)).toBe(1);
    // A file in a thousand seconds would not end within the time of a test.
    await scans.make("1.mp4", "2.mp4", "3.mp4");
    for (const path of [scans.root, scans.directory]) {
      expect(await scanWith({ maxRate: 0.001 }, { path, given: { max_rate: 0 } })).toBe(4);
    }
  });

  test("of a directory below it obeys the settings, too", async () => {
    await scans.make("a/film.mp4", "a/.hidden/film.mp4");
    expect(await scanWith({ includeHidden: true }, { path: join(scans.root, "a") })).toBe(2);
  });

  test("keeps the rate of its directory, and 0 takes the server's limit away", async () => {
    await scans.make("1.mp4", "2.mp4", "3.mp4");
    const rates: number[] = [];
    for (const maxRate of [null, 0, 7]) {
      const { root } = await added(maxRate);
      rates.push((await settingsOfRoots(scans.store.roots)(join(scans.root, "a"))).own?.maxRate ?? -1);
      await scans.store.roots.remove(root.id);
    }
    expect(rates).toEqual([-1, 0, 7]);
    // A second for each file of the server's limit would not end within the time of a test.
    const { root } = await added(0);
    const settingsOf = settingsOfRoots(scans.store.roots);
    expect(await scans.scan({ maxRate: 0.001, settingsOf })).toMatchObject({ counts: { new: 3 } });
    await scans.store.roots.remove(root.id);
  });

  async function added(maxRate: number | null) {
    const outcome = await scans.store.roots.add({ path: scans.root, ...usualRootSettings, name: "films", maxRate });
    return outcome.kind === "added" ? outcome : expect.fail();
  }

  test("outside of all directories of the library obeys the server", async () => {
    expect(await settingsOfRoots(scans.store.roots)(scans.root)).toEqual({ own: null, inside: [] });
  });
});

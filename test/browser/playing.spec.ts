/** Playing a film in the page: a real film, in a real browser, of a server below a path that asks for a token. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { VideoListJson } from "../../src/api/contract/videos.ts";
import { copyClip } from "../clip-tree.ts";
import { expectNoViolations } from "./axe.ts";
import { expect, test } from "./gleaner-test.ts";

const token = "open sesame";
test.use({ settings: { GLEANER_TOKEN: token, GLEANER_BASE_PATH: "/gleaner" } });

test("a film plays in its details, by keyboard, and axe finds nothing", async ({ page, gleaner }) => {
  await copyClip("vp8-vorbis.webm", join(gleaner.videos, "Harbour.webm"));
  // Such files are often in an encoding of their time.
  const srt = "1\n00:00:00,000 --> 00:00:09,000\nGr\u00fc\u00dfe vom Hafen\n";
  await writeFile(join(gleaner.videos, "Harbour.de.srt"), srt, "latin1");
  const api = `${gleaner.url}/api/v1`;
  await page.request.post(`${api}/session`, { data: { token } });
  const scan = await page.request.post(`${api}/videos/scan`, { data: { path: gleaner.videos } });
  await page.request.get(`${api}/jobs/${(await scan.json()).job_id}/wait?timeout=60`);
  const { videos } = (await (await page.request.get(`${api}/videos`)).json()) as VideoListJson;
  const [video] = videos;
  await page.goto(`${gleaner.url}/?video=${video?.id}`);
  const play = page.getByRole("button", { name: "Play" });
  await play.focus();
  await page.keyboard.press("Enter");
  const player = page.getByLabel("Player for Harbour.webm");
  await expect(player).toBeFocused();
  await expect.poll(() => player.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.1);
  expect(await player.evaluate((element: HTMLVideoElement) => [element.videoWidth, element.error])).toEqual([
    video?.width,
    null,
  ]);
  const shown = () =>
    player.evaluate((element: HTMLVideoElement) => {
      const [track] = element.textTracks;
      if (track === undefined) return null;
      track.mode = "showing";
      return [track.label, [...(track.activeCues ?? [])].map((cue) => (cue as VTTCue).text)];
    });
  await expect.poll(shown).toEqual(["German (de)", ["Gr\u00fc\u00dfe vom Hafen"]]);
  await expectNoViolations(page, "the player", [360, 1440]);
  await page.getByRole("button", { name: "Close the player" }).focus();
  await page.keyboard.press("Enter");
  await expect(play).toBeFocused();
  const [playlist] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Open in your player" }).press("Enter"),
  ]);
  expect(playlist.suggestedFilename()).toBe("Harbour.webm.m3u8");
  const [, , address = ""] = (await readFile(await playlist.path(), "utf8")).split("\n");
  expect(address).toMatch(new RegExp(`^${api}/videos/${video?.id}/file\\?pass=`));
  // A player has no cookie.
  const answer = await fetch(address, { headers: { range: "bytes=0-3" } });
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3));
});

import { rm, utimes, writeFile } from "node:fs/promises";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openLibraryTab, startWithVideos } from "../../../../test/page/library-under-test.tsx";

/** What the browser plays: everything of MP4, if the test says nothing else. */
let plays: RegExp;
beforeEach(() => {
  plays = /mp4/;
  // The document of the tests plays nothing.
  vi.spyOn(HTMLMediaElement.prototype, "load").mockImplementation(() => {});
  vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockImplementation((type) =>
    plays.test(type) ? "probably" : "",
  );
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function openDetails(name: string | RegExp, url: string) {
  const tab = await openLibraryTab(url, "/?sort=filename");
  await tab.user.click(await screen.findByRole("link", { name }));
  await screen.findByRole("dialog");
  return tab;
}

/** The file of the video as the library knows it. */
async function putFile(path: string): Promise<void> {
  await writeFile(path, Buffer.alloc(1_000));
  await utimes(path, 1_600_000_000, 1_600_000_000);
}

describe("the player in the details of a video", () => {
  test("opens when asked for, has the focus and the arrow keys, and gives the focus back", async () => {
    await using library = await startWithVideos(["a.mp4", "b.mp4"]);
    using tab = await openDetails(/^a\.mp4/, library.url);
    expect(document.querySelector("video")).toBeNull();
    await tab.user.click(await screen.findByRole("button", { name: "Play" }));
    const player = await screen.findByLabelText<HTMLVideoElement>("Player for a.mp4");
    const { videos } = (await library.api.call("GET", "/api/v1/videos?q=a.mp4")).body;
    expect(player.src).toBe(`${library.url}/api/v1/videos/${videos[0].id}/file`);
    expect(player.controls).toBe(true);
    await waitFor(() => expect(document.activeElement).toBe(player));
    await tab.user.keyboard("{ArrowRight}");
    expect(screen.getByRole("dialog", { name: "a.mp4" })).toBeDefined();
    await tab.user.click(screen.getByRole("button", { name: "Close the player" }));
    await waitFor(() => expect(document.querySelector("video")).toBeNull());
    expect(player.hasAttribute("src")).toBe(false);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Play" })));
    await tab.user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("dialog", { name: "b.mp4" })).toBeDefined();
  });

  test("says why the server does not send the file, and tries again", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using tab = await openDetails(/^a\.mp4/, library.url);
    await tab.user.click(await screen.findByRole("button", { name: "Play" }));
    const path = `${library.api.directory}/a.mp4`;
    fireEvent.error(await screen.findByLabelText("Player for a.mp4"));
    expect(await screen.findByText(`Cannot read ${path}: it is not there. Is its disk mounted?`)).toBeDefined();
    await writeFile(path, "another film");
    await tab.user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByText("The film could not be loaded")).toBeNull());
    fireEvent.error(await screen.findByLabelText("Player for a.mp4"));
    expect(
      await screen.findByText(/it has changed since it was scanned\. Scan its directory again first\.$/),
    ).toBeDefined();
    await rm(path);
  });

  test("says what of the film the browser does not play, before and after it has failed", async () => {
    plays = /webm|^video\/mp4$|ogg/;
    await using library = await startWithVideos(["a.mp4"]);
    await putFile(`${library.api.directory}/a.mp4`);
    using tab = await openDetails(/^a\.mp4/, library.url);
    await tab.user.click(await screen.findByRole("button", { name: "Play" }));
    const player = await screen.findByLabelText("Player for a.mp4");
    expect(await screen.findByText("This browser does not play H.264 pictures.")).toBeDefined();
    expect(await screen.findByText("This browser does not play AAC sound.")).toBeDefined();
    expect(await screen.findByText("Open the film in your player to see and hear all of it.")).toBeDefined();
    fireEvent.error(player);
    expect(await screen.findByText("This browser cannot play the film")).toBeDefined();
    expect(player.hasAttribute("controls")).toBe(false);
    expect(await screen.findByText("This browser does not play H.264 pictures.")).toBeDefined();
    expect(await screen.findByText("Open the film in your player instead.")).toBeDefined();
  });

  test("says nothing about a film that the browser plays", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using tab = await openDetails(/^a\.mp4/, library.url);
    await tab.user.click(await screen.findByRole("button", { name: "Play" }));
    await screen.findByLabelText("Player for a.mp4");
    expect(screen.queryByText(/This browser/)).toBeNull();
    // The film has English subtitles inside.
    expect(await screen.findByText(/^Subtitles inside the file are not shown by browsers\./)).toBeDefined();
  });

  test("has the subtitle files beside the film, and says why one of them is not shown while the film plays", async () => {
    await using library = await startWithVideos(["a.mp4"], {}, "\n.de.forced.srt\n.en.cc.vtt\n.fr.sub\n.title.srt");
    using tab = await openDetails(/^a\.mp4/, library.url);
    await tab.user.click(await screen.findByRole("button", { name: "Play" }));
    const player = await screen.findByLabelText<HTMLVideoElement>("Player for a.mp4");
    const tracks = [...player.querySelectorAll("track")];
    expect(tracks.map(({ kind, srclang, label }) => [kind, srclang, label])).toEqual([
      ["subtitles", "de", "German (de), Forced"],
      ["captions", "en", "English (en), For the hearing impaired"],
      ["subtitles", "", "a.title.srt"],
    ]);
    expect(tracks.map(({ src }) => src.slice(src.lastIndexOf("/")))).toEqual(["/0", "/1", "/3"]);
    fireEvent.error(tracks[0] ?? expect.fail());
    const path = `${library.api.directory}/a.de.forced.srt`;
    expect(await screen.findByText(`Cannot read ${path}: it is not there. Is its disk mounted?`)).toBeDefined();
    expect(screen.getByText("The subtitles could not be loaded")).toBeDefined();
    expect(player.controls).toBe(true);
  });

  test("is not offered for a missing video", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    const { api } = library;
    await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ missing: [`${api.directory}/a.mp4`] });
    using _ = await openDetails(/^a\.mp4/, library.url);
    expect(await screen.findByRole("button", { name: "Copy the path" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Play" })).toBeNull();
    expect(screen.queryByRole("link", { name: "Open in your player" })).toBeNull();
  });
});

test("the playlist for other players knows the address of the page", async () => {
  await using library = await startWithVideos(["a.mp4"]);
  using _ = await openDetails(/^a\.mp4/, library.url);
  const link = await screen.findByRole<HTMLAnchorElement>("link", { name: "Open in your player" });
  const { pathname, searchParams } = new URL(link.href);
  expect(pathname).toMatch(/^\/api\/v1\/videos\/[-0-9a-f]{36}\/playlist\.m3u8$/);
  expect(searchParams.get("origin")).toBe(location.origin);
  expect(link.hasAttribute("download")).toBe(true);
});

describe("show in folder", () => {
  test("is offered at the machine of the server, and says what goes wrong", async () => {
    const shown: string[] = [];
    await using library = await startWithVideos(["a.mp4"], { showFile: async (path) => void shown.push(path) });
    using tab = await openDetails(/^a\.mp4/, library.url);
    const path = `${library.api.directory}/a.mp4`;
    await tab.user.click(await screen.findByRole("button", { name: "Show in folder" }));
    expect(await screen.findByText(`Cannot read ${path}: it is not there. Is its disk mounted?`)).toBeDefined();
    await putFile(path);
    await tab.user.click(screen.getByRole("button", { name: "Show in folder" }));
    await waitFor(() => expect(shown).toEqual([path]));
  });

  test("is not offered elsewhere", async () => {
    await using library = await startWithVideos(["a.mp4"]);
    using tab = await openDetails(/^a\.mp4/, library.url);
    await waitFor(() => expect(tab.queries.getQueryData(["show-in-folder"])).toEqual({ possible: false }));
    expect(screen.queryByRole("button", { name: "Show in folder" })).toBeNull();
  });
});

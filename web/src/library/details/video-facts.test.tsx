import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { type VideoJson, videoSchema } from "../../../../src/api/contract/videos.ts";
import { film, ofAnyStream, otherVideo, sound, subtitle, video } from "../../../../test/page/videos-under-test.ts";
import { createApiClient } from "../../api/api-client.ts";
import { ApiContext } from "../../api/use-api.ts";
import { CopyPath } from "./copy-path.tsx";
import { VideoAlerts } from "./video-alerts.tsx";
import { VideoFacts } from "./video-facts.tsx";

async function htmlOf(shown: VideoJson, { exact = false } = {}): Promise<string> {
  const api = { ...createApiClient(), job: () => Promise.withResolvers<never>().promise };
  const root = createRootRoute({
    component: () => (
      <div data-testid="facts">
        <VideoAlerts video={shown} />
        <CopyPath path={shown.path} />
        <VideoFacts video={shown} />
      </div>
    ),
  });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  const { unmount } = render(
    <MantineProvider env="test">
      <ApiContext value={api}>
        <QueryClientProvider client={new QueryClient()}>
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </ApiContext>
    </MantineProvider>,
  );
  await screen.findByTestId("facts");
  if (exact) await userEvent.click(screen.getByRole("switch", { name: "Exact values" }));
  const html = screen.getByTestId("facts").innerHTML;
  unmount();
  // A new object for each render.
  return html.replaceAll(/ (?:id|for|aria-[a-z]+)="mantine-[^"]*"/g, "").replaceAll(/ id="[^"]*"/g, "");
}

describe("the details of a video", () => {
  // The name is the title of the details, the poster is a picture, the number of frames is the product of two others, and
  // `check` says where a broken video is broken, and `file` is for adding up: it means nothing to people.
  const elsewhere = new Set<keyof VideoJson>(["filename", "thumbnail_path", "duration_frames", "broken", "file"]);
  const fieldNames = (Object.keys(videoSchema.shape) as (keyof VideoJson)[]).filter((name) => !elsewhere.has(name));

  test.each(fieldNames)("show its %s", async (name) => {
    const before = await htmlOf(video);
    expect(await htmlOf(video)).toBe(before);
    expect(await htmlOf({ ...video, [name]: otherVideo[name] })).not.toBe(before);
  });

  test("put them in people's terms", async () => {
    const text = (await htmlOf(video)).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
    for (const words of [
      "MP4 or QuickTime",
      "53 MB",
      "1:23",
      "5.1 Mbit/s",
      "1920 × 1080 pixels, 1080p, HDR10, 10 bit",
      "Shown as 1080 × 1920 pixels",
      "Harbour at night",
      "Chapters 12",
      "Written by Lavf",
      "-90°",
      "23.976 fps",
      "6 (5.1)",
      "44.1 kHz",
      "German (deu) – SubRip (SRT)",
      "language not given – unknown format",
    ]) {
      expect(text).toContain(words);
    }
  });

  test("give size and length once, and to the last digit on pointing at them", async () => {
    const html = await htmlOf(video);
    expect(html).toContain('title="53,451,234 bytes">53 MB<');
    expect(html).toContain('title="83.458 s">1:23<');
    expect(html.replaceAll(/<[^>]*>/g, " ")).not.toContain("53,451,234");
  });

  test("show exact values beside the others when asked to", async () => {
    const text = (await htmlOf(video, { exact: true })).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
    for (const words of [
      "MP4 or QuickTime mov,mp4,m4a,3gp,3g2,mj2",
      "53 MB 53,451,234 bytes",
      "1:23 83.458 s",
      "5.1 Mbit/s 5,123,456 bit/s",
      "23.976 fps 24000/1001",
    ]) {
      expect(text).toContain(words);
    }
  });

  test("have a block for each stream, with its language, its title and its use", async () => {
    const streams = [
      film,
      sound({
        index: 1,
        codec: "eac3",
        language: "eng",
        title: "Surround",
        default: true,
        channels: 6,
        channel_layout: "5.1(side)",
        sample_rate: 48_000,
        bit_rate: 768_000,
        object_audio: "atmos",
      }),
      sound({ index: 2, codec: "flac", bit_depth: 24, language: "ger", dub: true, channels: 2 }),
      sound({ index: 3, codec: "opus", language: "eng", title: "The director", commentary: true }),
      subtitle({ index: 4, codec: "subrip", language: "eng", forced: true }),
      subtitle({ index: 5, codec: "hdmv_pgs_subtitle", language: "und", hearing_impaired: true, text: false }),
      { kind: "attachment" as const, ...ofAnyStream, index: 6, codec: "ttf", title: "letters.ttf" },
    ];
    const size = { width: 3840, height: 2160, display_width: 3840, display_height: 2160, rotation: 0 };
    const shown = { ...video, ...size, video_codec: "hevc", hdr: "dolby_vision" as const, streams };
    const text = (await htmlOf(shown, { exact: true })).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
    for (const words of [
      "Codec HEVC (H.265) Main 10, level 5.1 hevc",
      "3840 × 2160 pixels, 1080p, Dolby Vision 8.1, 10 bit",
      "BT.2020, PQ, 4:2:0, limited range bt2020, smpte2084, bt2020nc, tv, yuv420p10le",
      "Mastered for Display P3, 0.005 to 1,000 cd/m²",
      "Brightness 1,042 cd/m² at most, 400 cd/m² at most in the mean of a frame",
      "Interlacing None (progressive)",
      "Language Japanese (jpn)",
      "Sound, 3 tracks",
      "English (eng) – Surround Default Dolby Atmos Dolby Digital Plus, 5.1, 48 kHz, 768 kbit/s Stream 1, eac3, 5.1(side)",
      "German (ger) Dubbed FLAC, 2 channels, 24 bit Stream 2, flac",
      "English (eng) – The director Commentary Opus Stream 3, opus",
      "Subtitles, 3 tracks",
      "English (eng) Forced SubRip (SRT) Stream 4, subrip",
      "Language not given For the hearing impaired PGS, pictures Stream 5, hdmv_pgs_subtitle",
      "English (en) Forced File beside the video harbour.en.srt",
      "letters.ttf TrueType font Stream 6, ttf",
    ]) {
      expect(text).toContain(words);
    }
  });

  test("have plain names for odd ones, and leave navigation out unless exact values are asked for", async () => {
    const streams = [
      { ...film, width: 1920, height: 1080, codec: "h264", profile: "High" },
      { ...film, index: 1, codec: "vp8", profile: "0", hdr: "sdr" as const },
      { ...film, index: 2, codec: "png", profile: null, hdr: "sdr" as const },
      sound({ index: 3, codec: "dts", profile: "DTS", language: "xyz", channel_layout: "7.1" }),
      sound({ index: 4, codec: "dts", profile: "DTS-HD MA", channel_layout: "8 channels (FL+FR+FC+LFE+SL+SR+BL+BR)" }),
      sound({ index: 5, codec: "aac", profile: "HE-AAC", channel_layout: "stereo" }),
      { kind: "data" as const, ...ofAnyStream, index: 6, codec: "bin_data" },
    ];
    const shown = { ...video, rotation: -180, streams };
    const text = async (exact: boolean) =>
      (await htmlOf(shown, { exact })).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
    const plain = await text(false);
    for (const words of [
      "Other video Stream 1 VP8, 3840 × 2160 pixels, 10 bit Sound",
      "Other pictures Stream 2 PNG, 3840",
      "Unknown language (xyz) DTS, 7.1 ",
      "Language not given DTS-HD MA, 7.1 ",
      "Language not given HE-AAC, stereo ",
      "Rotation 180°",
    ]) {
      expect(plain).toContain(words);
    }
    expect(plain).not.toContain("Attachments");
    expect(await text(true)).toContain("Attachments and data Stream 6 Data bin_data");
  });

  test.each([
    [
      "cannot be read as a video: it is damaged (libav: EOF)",
      "Cannot be read It is damaged (libav: EOF) Last tried on",
    ],
    ["has no video stream", "Cannot be read The file has no video stream. Last tried on"],
    ["permission denied", "Cannot be read Permission denied. Last tried on"],
  ])("say once that the file cannot be read, and why: %s", async (error, words) => {
    const html = await htmlOf({ ...video, problem: otherVideo.problem && { ...otherVideo.problem, error } });
    expect(html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ")).toContain(words);
  });

  test("say nothing of a rotation of 0°", async () => {
    expect(await htmlOf({ ...video, rotation: 0 })).not.toContain("Rotation");
  });

  test("say since when a file is missing, and nothing of that while it is there", async () => {
    expect(await htmlOf(video)).not.toContain("Missing");
    expect(await htmlOf({ ...video, missing_since: otherVideo.missing_since })).toContain("Missing since");
  });

  test("say what is not known of it", async () => {
    const html = await htmlOf({
      ...video,
      duration_seconds: null,
      duration_source: "declared",
      suspect: null,
      duration_frames: null,
      frame_rate_numerator: null,
      frame_rate_denominator: null,
      audio_codec: null,
      audio_channels: null,
      sample_rate: null,
      bit_rate: null,
    });
    expect(html.match(/Unknown/g)).toHaveLength(6);
    expect(html).not.toContain("null");
  });
});

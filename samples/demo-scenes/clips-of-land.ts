/** Mountains, woods, snow, deserts and fields. */

import type { DemoClip } from "./clip.ts";
import { rgb } from "./colours.ts";
import { createBalloons, drawTent } from "./countryside.ts";
import { dunes, mesas } from "./scenes-desert.ts";
import { field } from "./scenes-field.ts";
import { ridges } from "./scenes-mountains.ts";
import { forest, snowfield } from "./scenes-woods.ts";
import type { Scene } from "./sky.ts";

const green = [rgb("#5cc8a0"), rgb("#52d6a8"), rgb("#8a5bd6")] as const;
const violet = [rgb("#7ff0c0"), rgb("#6a8cf0"), rgb("#c05fd6")] as const;
const rose = [rgb("#8ef0d0"), rgb("#d76fb8"), rgb("#7a4fd0")] as const;

export const clipsOfLand: Readonly<Record<string, DemoClip>> = {
  // Mountains
  "mountains-at-dawn.mp4": {
    scene: ridges({ light: { kind: "sun", x: 0.64, y: 0.42 }, clouds: "streaks", birds: true }),
    palette: "dawn",
    size: "1080p",
    audio: "aac",
  },
  "evening-ridges.mp4": {
    scene: ridges({ light: { kind: "sun", x: 0.3, y: 0.48, size: 0.07 }, ridges: 6, clouds: "streaks" }),
    palette: "ember",
    size: "1080p",
  },
  "high-snow.mkv": {
    scene: ridges({
      light: { kind: "sun", x: 0.78, y: 0.2, size: 0.04 },
      height: 0.42,
      snow: true,
      clouds: "heaps",
      wooded: 2,
    }),
    palette: "clear",
    size: "2160p",
    codec: "hevc",
    audio: "aac",
    seconds: 2,
  },
  "moon-over-the-pass.mp4": {
    scene: ridges({ light: { kind: "moon", x: 0.68, y: 0.22 }, snow: true, height: 0.36 }),
    palette: "night",
    size: "1080p",
  },
  "crescent-moon.mp4": {
    scene: ridges({ light: { kind: "moon", x: 0.36, y: 0.26, size: 0.07, phase: 0.32 }, ridges: 4, sharp: false }),
    palette: "blueHour",
    size: "720p",
    audio: "aac",
  },
  "lake-in-the-morning.mp4": {
    scene: ridges({ light: { kind: "sun", x: 0.42, y: 0.36 }, lake: 0.66, height: 0.34, snow: true }),
    palette: "lavender",
    size: "1080p",
    audio: "aac",
  },
  "lake-under-larches.mov": {
    scene: ridges({ lake: 0.62, wooded: 2, clouds: "heaps", height: 0.34 }),
    palette: "autumn",
    size: "1080p",
    rate: "25",
    audio: "aac",
  },
  "northern-lights.mkv": {
    scene: ridges({ aurora: green, wooded: 2, ridges: 4, sharp: false, height: 0.16 }),
    palette: "polar",
    size: "1080p",
    audio: "opus",
    subtitles: ["eng", "nor"],
  },
  "polar-light-on-the-lake.mp4": {
    scene: ridges({ aurora: violet, lake: 0.7, ridges: 3, height: 0.16 }),
    palette: "polar",
    size: "720p",
  },
  "red-aurora.webm": {
    scene: ridges({ aurora: rose, ridges: 4, snow: true, height: 0.3 }),
    palette: "night",
    codec: "vp9",
    audio: "opus",
  },
  "green-hills.mp4": {
    scene: ridges({
      light: { kind: "sun", x: 0.7, y: 0.22 },
      sharp: false,
      clouds: "heaps",
      wooded: 2,
      height: 0.2,
      birds: true,
    }),
    palette: "spring",
    size: "720p",
    rate: "25",
  },
  "teal-valley.mkv": {
    scene: ridges({ light: { kind: "sun", x: 0.52, y: 0.42, size: 0.06 }, ridges: 7, clouds: "streaks" }),
    palette: "teal",
    size: "1080p",
    codec: "hevc",
  },
  "coral-evening.mp4": {
    scene: ridges({ light: { kind: "sun", x: 0.5, y: 0.46, size: 0.1 }, ridges: 5, sharp: false, birds: true }),
    palette: "coral",
    size: "portrait",
    rate: "30000/1001",
    audio: "aac",
  },
  "tent-under-the-stars.mp4": {
    scene: ridges({ ridges: 4, wooded: 2, height: 0.2, milkyWay: true, before: tentAt(0.36) }),
    palette: "night",
    size: "1080p",
    audio: "aac",
  },
  "campsite-at-dusk.mp4": {
    scene: ridges({
      ridges: 4,
      wooded: 2,
      height: 0.26,
      light: { kind: "moon", x: 0.75, y: 0.24, phase: 0.4 },
      before: tentAt(0.6),
    }),
    palette: "mesa",
    turn: -35,
    size: "portrait",
  },
  "balloons-over-the-hills.mp4": {
    scene: ridges({
      ridges: 4,
      sharp: false,
      height: 0.16,
      light: { kind: "sun", x: 0.24, y: 0.36, size: 0.06 },
      behind: balloonsOver,
    }),
    palette: "dawn",
    turn: 12,
    size: "1080p",
    audio: "aac",
    seconds: 4,
  },
  "balloon-festival.mkv": {
    scene: ridges({ ridges: 5, height: 0.2, clouds: "heaps", behind: balloonsOver }),
    palette: "clear",
    size: "1080p",
    codec: "av1",
    audio: "opus",
    subtitles: ["eng"],
  },
  // Woods
  "forest-in-mist.mp4": { scene: forest(), palette: "fog", size: "1080p" },
  "golden-woods.mp4": { scene: forest(), palette: "golden", size: "720p", audio: "aac" },
  "green-forest.mkv": { scene: forest({ rows: 6 }), palette: "teal", turn: 14, size: "1080p", audio: "opus" },
  "autumn-woods.webm": { scene: forest({ rows: 4 }), palette: "autumn", codec: "av1" },
  "blue-forest.mp4": { scene: forest({ rows: 6 }), palette: "blueHour", size: "portrait", rate: "30000/1001" },
  // Snow
  "cabin-in-the-snow.mp4": { scene: snowfield(), palette: "winter", size: "1080p", audio: "aac" },
  "winter-night.mp4": { scene: snowfield(), palette: "night", size: "720p", audio: "aac", subtitles: ["deu"] },
  "first-snow.mov": { scene: snowfield({ cabin: false, flakes: 50 }), palette: "lavender", size: "720p", rate: "25" },
  "snow-at-dawn.mp4": { scene: snowfield({ flakes: 16 }), palette: "dawn", size: "1080p" },
  // Deserts
  "dunes.mp4": { scene: dunes(), palette: "desert", size: "1080p", audio: "aac" },
  "caravan.mkv": {
    scene: dunes({ caravan: true }),
    palette: "golden",
    turn: 8,
    size: "1080p",
    audio: "aac",
    subtitles: ["ara", "eng"],
    seconds: 4,
  },
  "desert-night.mp4": { scene: dunes({ light: "moon" }), palette: "night", turn: 16, size: "720p" },
  "pink-dunes.mp4": { scene: dunes({ caravan: true }), palette: "coral", size: "1080p" },
  "table-mountains.mp4": { scene: mesas(), palette: "mesa", size: "1080p", audio: "aac" },
  "canyon-country.avi": { scene: mesas(), palette: "desert", size: "360p", codec: "mpeg4", rate: "25" },
  // Fields
  "tulips.mp4": {
    scene: field({ crops: [rgb("#e0474c"), rgb("#f2b134"), rgb("#e879a6"), rgb("#f4ead5")], detail: "windmill" }),
    palette: "clear",
    size: "1080p",
    audio: "aac",
  },
  "lavender.mp4": { scene: field({ crops: [rgb("#8f6fc4"), rgb("#a585d6")] }), palette: "lavender", size: "1080p" },
  "balloons-over-fields.mp4": {
    scene: field({ crops: [rgb("#d9b44a"), rgb("#9db25a")], detail: "balloons" }),
    palette: "golden",
    size: "720p",
    audio: "aac",
  },
  "rain.mp4": {
    scene: field({ crops: [rgb("#6f8f5a"), rgb("#86a066")], weather: "rain", detail: "farm" }),
    palette: "storm",
    size: "1080p",
    audio: "aac",
  },
  "rainbow.mkv": {
    scene: field({ crops: [rgb("#7fae5a"), rgb("#97be62")], weather: "rainbow", detail: "farm" }),
    palette: "spring",
    size: "720p",
    audio: "opus",
  },
  "wheat.webm": {
    scene: field({ crops: [rgb("#e0b64e"), rgb("#d8a640")], detail: "farm" }),
    palette: "autumn",
    codec: "vp9",
  },
  "mill-at-dusk.mp4": {
    scene: field({ crops: [rgb("#9a6a8c"), rgb("#b67a78")], detail: "windmill" }),
    palette: "coral",
    size: "720p",
    rate: "25",
  },
};

function balloonsOver(...[palette, random, aspect]: Parameters<Scene>): ReturnType<Scene> {
  const balloons = createBalloons(random, aspect);
  return (canvas, time) => balloons(canvas, time, palette);
}

function tentAt(share: number): (...given: Parameters<Scene>) => ReturnType<Scene> {
  return (palette, _, aspect) => drawTent(aspect * share, 0.95)(palette);
}

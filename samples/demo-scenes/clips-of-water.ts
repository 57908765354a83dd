/** Seas and harbours, and towns, most of which lie by the water. */

import type { DemoClip } from "./clip.ts";
import { harbour } from "./scenes-harbour.ts";
import { sea } from "./scenes-sea.ts";
import { skyline } from "./scenes-skyline.ts";
import { underwater } from "./scenes-underwater.ts";

export const clipsOfWater: Readonly<Record<string, DemoClip>> = {
  // Seas
  "harbour-at-dawn.mp4": { scene: harbour({ lit: 0.15 }), palette: "dawn", size: "1080p", audio: "aac" },
  "harbour-by-night.mp4": {
    scene: harbour({ lit: 0.62 }),
    palette: "blueHour",
    size: "1080p",
    rate: "25",
    audio: "aac",
  },
  "harbour-in-summer.mkv": {
    scene: harbour({ lit: 0, boats: 4 }),
    palette: "clear",
    size: "720p",
    subtitles: ["dan", "eng", "deu"],
    audio: "aac",
  },
  "quay-in-the-evening.mp4": { scene: harbour({ lit: 0.4, boats: 2 }), palette: "coral", size: "wide" },
  "sail-at-sunset.mp4": {
    scene: sea({ light: { kind: "sun", x: 0.62, y: 0.5 }, boat: "sail" }),
    palette: "ember",
    size: "1080p",
    audio: "aac",
    seconds: 4,
  },
  "regatta.mp4": {
    scene: sea({
      light: { kind: "sun", x: 0.8, y: 0.18, size: 0.04 },
      boat: "fleet",
      clouds: "heaps",
      shore: "islands",
    }),
    palette: "clear",
    size: "1080p",
    rate: "30000/1001",
    audio: "aac",
  },
  "rowing-home.mp4": {
    scene: sea({ light: { kind: "sun", x: 0.36, y: 0.47, size: 0.08 }, boat: "rowing", shore: "islands" }),
    palette: "golden",
    size: "720p",
  },
  "moonlit-sea.mp4": {
    scene: sea({ light: { kind: "moon", x: 0.5, y: 0.24, size: 0.065 }, boat: "sail" }),
    palette: "night",
    size: "1080p",
  },
  "lighthouse.mp4": {
    scene: sea({ light: { kind: "moon", x: 0.3, y: 0.2 }, shore: "lighthouse" }),
    palette: "blueHour",
    size: "1080p",
    audio: "aac",
    seconds: 5,
  },
  "lighthouse-at-sunrise.webm": {
    scene: sea({ light: { kind: "sun", x: 0.66, y: 0.48, size: 0.07 }, shore: "lighthouse", birds: true }),
    palette: "coral",
    codec: "vp9",
    audio: "opus",
  },
  "cliffs.mkv": {
    scene: sea({ light: { kind: "sun", x: 0.74, y: 0.4 }, shore: "cliffs", birds: true }),
    palette: "teal",
    size: "1080p",
    codec: "hevc",
    audio: "aac",
    subtitles: ["gle", "eng"],
  },
  "white-cliffs.mp4": {
    scene: sea({
      light: { kind: "sun", x: 0.76, y: 0.25, size: 0.045 },
      shore: "cliffs",
      clouds: "heaps",
      boat: "sail",
    }),
    palette: "winter",
    size: "720p",
  },
  "palm-beach.mp4": {
    scene: sea({ light: { kind: "sun", x: 0.62, y: 0.46, size: 0.1 }, shore: "palms" }),
    palette: "mesa",
    size: "1080p",
    audio: "aac",
  },
  "island-evening.mp4": {
    scene: sea({ light: { kind: "sun", x: 0.34, y: 0.44, size: 0.07 }, shore: "palms", boat: "sail" }),
    palette: "coral",
    turn: -14,
    size: "portrait",
    rate: "30000/1001",
    audio: "aac",
  },
  "quiet-sea.mp4": {
    scene: sea({ light: { kind: "sun", x: 0.5, y: 0.42, size: 0.09 }, birds: true }),
    palette: "lavender",
    size: "360p",
    codec: "mpeg4",
  },
  "grey-sea.mov": {
    scene: sea({ light: { kind: "sun", x: 0.56, y: 0.34, size: 0.05 }, boat: "fleet" }),
    palette: "fog",
    size: "360p",
    rate: "25",
  },
  "under-the-surface.mp4": {
    scene: underwater({ who: "fish" }),
    palette: "teal",
    size: "720p",
    audio: "aac",
    seconds: 2,
  },
  "jellyfish.mp4": {
    scene: underwater({ who: "jellyfish" }),
    palette: "lavender",
    turn: 8,
    size: "720p",
    audio: "aac",
  },
  "whale.mkv": {
    scene: underwater({ who: "whale" }),
    palette: "clear",
    size: "2160p",
    codec: "hevc",
    audio: "aac",
    subtitles: ["eng", "fra"],
    seconds: 2,
  },
  "reef.webm": { scene: underwater({ who: "fish" }), palette: "clear", turn: -22, codec: "vp9", audio: "opus" },
  // Towns
  "city-at-night.mp4": { scene: skyline({ water: 0.7 }), palette: "night", size: "720p", audio: "aac", seconds: 2 },
  "city-in-the-evening.mp4": { scene: skyline({ light: "sun", lights: 0.26 }), palette: "ember", size: "1080p" },
  "bridge.mp4": {
    scene: skyline({ water: 0.68, bridge: true, light: "none" }),
    palette: "mesa",
    size: "720p",
    audio: "aac",
  },
  "skyline-in-haze.mkv": {
    scene: skyline({ light: "sun", lights: 0.08 }),
    palette: "golden",
    size: "720p",
    codec: "av1",
  },
  "fireworks.mp4": {
    scene: skyline({ water: 0.74, fireworks: true, light: "none" }),
    palette: "night",
    size: "720p",
    rate: "30000/1001",
    audio: "aac",
  },
  "new-year.mp4": {
    scene: skyline({ fireworks: true, light: "none", bridge: true, water: 0.76 }),
    palette: "blueHour",
    turn: 30,
    size: "portrait",
    rate: "30000/1001",
    audio: "aac",
  },
  "blue-city.mov": { scene: skyline({ water: 0.72, lights: 0.34 }), palette: "blueHour", size: "720p", rate: "25" },
};

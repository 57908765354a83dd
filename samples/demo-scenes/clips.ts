/** Which clips the demo has. */

import type { DemoClip } from "./clip.ts";
import { clipsOfLand } from "./clips-of-land.ts";
import { clipsOfWater } from "./clips-of-water.ts";
import { bokeh, flow, paperCut, ribbons, rings } from "./scenes-abstract.ts";
import { blossom } from "./scenes-blossom.ts";
import { planet, rising } from "./scenes-space.ts";

/** A clip a file of `samples/demo`; the container is that of its name. */
export const demoClips: Readonly<Record<string, DemoClip>> = {
  ...clipsOfLand,
  ...clipsOfWater,
  // Space
  "ringed-planet.mp4": {
    scene: planet({ kind: "gas", ring: true, size: 0.22 }),
    palette: "golden",
    size: "1080p",
    audio: "aac",
    seconds: 4,
  },
  "blue-planet.mp4": { scene: planet({ kind: "ocean", moon: true }), palette: "blueHour", size: "1080p", audio: "aac" },
  "red-planet.mkv": {
    scene: planet({ kind: "rock", moon: true }),
    palette: "mesa",
    size: "2160p",
    codec: "hevc",
    audio: "aac",
    subtitles: ["eng"],
    seconds: 2,
  },
  "gas-giant.mp4": { scene: planet({ kind: "gas", size: 0.33 }), palette: "coral", size: "720p" },
  "eclipse.mp4": { scene: planet({ kind: "eclipse", size: 0.22 }), palette: "ember", size: "1080p" },
  "planet-rise.webm": { scene: rising(), palette: "night", codec: "vp9", audio: "opus" },
  // Light and colour
  "silk.mp4": { scene: ribbons(), palette: "coral", size: "1080p" },
  "blue-silk.mp4": { scene: ribbons(), palette: "blueHour", size: "portrait", rate: "30000/1001" },
  "green-silk.webm": { scene: ribbons(), palette: "teal", codec: "vp9" },
  "flowing-colours.mp4": { scene: flow(), palette: "ember", size: "720p" },
  "soft-colours.mkv": { scene: flow(), palette: "lavender", size: "360p", audio: "opus" },
  "city-lights-blurred.mp4": { scene: bokeh(), palette: "mesa", size: "1080p", audio: "aac" },
  "cool-lights.mp4": { scene: bokeh(), palette: "teal", size: "360p" },
  "paper-cut.mp4": { scene: paperCut(), palette: "teal", size: "1080p" },
  "paper-cut-red.mov": { scene: paperCut(), palette: "mesa", size: "720p", rate: "25" },
  "sun-rings.mp4": { scene: rings(), palette: "coral", size: "1080p", rate: "25" },
  "night-rings.mp4": { scene: rings(), palette: "lavender", turn: -20, size: "360p", rate: "30000/1001" },
  "blossom.mp4": { scene: blossom(), palette: "dawn", size: "1080p", audio: "aac", seconds: 4 },
  "blossom-by-moonlight.mp4": {
    scene: blossom(),
    palette: "blueHour",
    size: "portrait",
    rate: "30000/1001",
    audio: "aac",
  },
};

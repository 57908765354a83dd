import type { PaletteName } from "./palettes.ts";
import type { Scene } from "./sky.ts";

/** What a clip of the demo shows, in which light, and how it is stored. */
export interface DemoClip {
  readonly scene: Scene;
  readonly palette: PaletteName;
  /** By how many degrees every hue of the palette is turned. */
  readonly turn?: number;
  readonly size?: "360p" | "720p" | "1080p" | "2160p" | "portrait" | "wide";
  readonly rate?: "24" | "25" | "30000/1001";
  readonly seconds?: number;
  readonly codec?: "h264" | "hevc" | "vp9" | "av1" | "mpeg4";
  readonly audio?: "aac" | "opus";
  /** The languages of its subtitles. */
  readonly subtitles?: readonly string[];
}

/** Names in the streams of a video that every language has. */

/** Keys are values of the API. */
export const hdrNames: Readonly<Record<string, string>> = {
  hdr10: "HDR10",
  "hdr10+": "HDR10+",
  hlg: "HLG",
  dolby_vision: "Dolby Vision",
};

/** Keys are ffprobe's values. A value that is not listed is shown as it is. */
export const primaries: Readonly<Record<string, string>> = {
  bt709: "BT.709",
  bt2020: "BT.2020",
  smpte170m: "BT.601 (NTSC)",
  bt470bg: "BT.601 (PAL)",
  smpte432: "Display P3",
};

export const objectAudio = { atmos: "Dolby Atmos", dts_x: "DTS:X" } as const;

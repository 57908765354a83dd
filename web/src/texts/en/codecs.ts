import { codecNamesWith } from "../codecs.ts";

/** The name that people know. @param codec ffmpeg's name, which is the result if the codec is not listed */
export const codecName = codecNamesWith({
  amr_wb: "AMR wideband",
  bin_data: "Data",
  dvd_nav_packet: "DVD navigation",
  eia_608: "Closed captions (CEA-608)",
  mov_text: "Timed text (MP4)",
  otf: "OpenType font",
  ttf: "TrueType font",
});

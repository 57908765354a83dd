import { codecNamesWith } from "../codecs.ts";

export const codecName = codecNamesWith({
  amr_wb: "AMR-Breitband",
  bin_data: "Daten",
  dvd_nav_packet: "DVD-Navigation",
  eia_608: "Closed Captions (CEA-608)",
  mov_text: "Zeitgesteuerter Text (MP4)",
  otf: "OpenType-Schrift",
  ttf: "TrueType-Schrift",
});

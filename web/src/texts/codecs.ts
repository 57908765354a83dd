/** Names that are the same in all languages. Keys are ffmpeg's names. */
const names: Readonly<Record<string, string>> = {
  // Pictures
  av1: "AV1",
  cinepak: "Cinepak",
  dnxhd: "DNxHD",
  dvvideo: "DV",
  ffv1: "FFV1",
  flv1: "Sorenson Spark",
  gif: "GIF",
  h263: "H.263",
  h264: "H.264",
  hevc: "HEVC (H.265)",
  mjpeg: "Motion JPEG",
  mpeg1video: "MPEG-1",
  mpeg2video: "MPEG-2",
  mpeg4: "MPEG-4",
  msmpeg4v3: "DivX 3",
  png: "PNG",
  prores: "ProRes",
  rv30: "RealVideo 8",
  rv40: "RealVideo 9",
  svq3: "Sorenson Video 3",
  theora: "Theora",
  vc1: "VC-1",
  vp6f: "VP6",
  vp8: "VP8",
  vp9: "VP9",
  vvc: "VVC (H.266)",
  wmv1: "WMV 7",
  wmv2: "WMV 8",
  wmv3: "WMV 9",
  // Sound
  aac: "AAC",
  ac3: "Dolby Digital",
  ac4: "Dolby AC-4",
  alac: "Apple Lossless",
  amr_nb: "AMR",
  cook: "RealAudio",
  dts: "DTS",
  eac3: "Dolby Digital Plus",
  flac: "FLAC",
  mlp: "MLP",
  mp2: "MP2",
  mp3: "MP3",
  opus: "Opus",
  truehd: "Dolby TrueHD",
  vorbis: "Vorbis",
  wmav1: "WMA 1",
  wmav2: "WMA 2",
  wmapro: "WMA Pro",
  // Subtitles
  ass: "ASS",
  dvb_subtitle: "DVB",
  dvb_teletext: "Teletext",
  dvd_subtitle: "VobSub",
  hdmv_pgs_subtitle: "PGS",
  ssa: "SSA",
  subrip: "SubRip (SRT)",
  webvtt: "WebVTT",
  xsub: "XSUB",
  // Attachments and data
  klv: "KLV",
  scte_35: "SCTE-35",
  timed_id3: "ID3",
};

/**
 * Returns the function that gives a codec the name that people know.
 *
 * @param words names that differ between languages
 */
export function codecNamesWith(words: Readonly<Record<string, string>>): (codec: string) => string {
  // The name of ffmpeg for a codec that is not listed.
  return (codec) => {
    const name = words[codec] ?? names[codec];
    if (name !== undefined) return name;
    return codec.startsWith("pcm_") ? "PCM" : codec.startsWith("adpcm_") ? "ADPCM" : codec;
  };
}

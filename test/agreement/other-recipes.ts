/** VP8 and VP9, every other encoder in every container, sound of every layout, and the shapes of files with sound. */
import { withAacHeader, withOtherSizeInMatroska } from "./edited-files.ts";
import { picture, type Recipe, remuxed, tone } from "./recipe.ts";

const vp9Formats =
  "yuv420p yuva420p yuv422p yuv440p yuv444p yuv420p10le yuv422p10le yuv444p10le yuv420p12le gbrp".split(" ");
const sizes = ["1x1", "2x2", "65x49", "160x90", "322x182", "1280x546", "1920x1080"];

/** By name, the arguments of the encoder. */
const vpxEncodings: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  "error-resilient": ["-error-resilient", "1"],
  "hidden-frames": ["-auto-alt-ref", "1", "-lag-in-frames", "10"],
  realtime: ["-deadline", "realtime"],
  "full-range": ["-color_range", "pc"],
  bt709: ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"],
  bt601: ["-colorspace", "bt470bg"],
  smpte170m: ["-colorspace", "smpte170m"],
  smpte240m: ["-colorspace", "smpte240m"],
  bt2020: ["-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_trc", "smpte2084"],
  sar: ["-vf", "setsar=4/3"],
  "one-frame": ["-frames:v", "1"],
  variable: ["-vf", "select='not(mod(n,3)*mod(n,7))'", "-fps_mode", "vfr"],
};

/** No multiples of the blocks that codecs code, so that they crop. */
const croppedSizes = ["66x50", "160x90", "322x182", "1280x546"];

const pictureEncoders =
  "amv apng asv1 asv2 libaom-av1 librav1e libsvtav1 avrp avui ayuv bitpacked cfhd cinepak cljr vc2 dnxhd dvvideo ffv1 " +
  "ffvhuff flashsv flashsv2 flv gif h261 h263 h263p libx264 libx265 hap huffyuv jpeg2000 jpegls ljpeg magicyuv mjpeg " +
  "mpeg1video mpeg2video mpeg4 libxvid msmpeg4v2 msmpeg4 msvideo1 png prores prores_aw prores_ks qtrle r10k r210 " +
  "rawvideo roqvideo rpza rv10 rv20 smc snow speedhq svq1 libtheora utvideo v210 v308 v408 v410 libvpx libvpx-vp9 " +
  "libwebp_anim wmv1 wmv2 y41p yuv4 zlib zmbv";
const encoderArgs: Readonly<Record<string, readonly string[]>> = {
  dnxhd: ["-b:v", "120M", "-pix_fmt", "yuv422p"],
  "libaom-av1": ["-cpu-used", "8"],
  librav1e: ["-speed", "10"],
  libsvtav1: ["-preset", "12"],
};
const encodedExtensions = ["mkv", "mov", "avi"];
const copiedExtensions =
  "webm mp4 ts mpg flv ogv asf nut mxf 3gp dv gif ivf rm apng mjpeg y4m obu hevc m4v gxf wtv".split(" ");

const soundEncoders =
  "aac ac3 eac3 dca flac alac libmp3lame mp2 libtwolame libopus libvorbis truehd mlp pcm_s16le pcm_s16be pcm_s24le " +
  "pcm_f32le pcm_u8 pcm_alaw pcm_mulaw pcm_bluray pcm_dvd s302m wmav1 wmav2 adpcm_ima_wav adpcm_ms adpcm_ima_qt " +
  "adpcm_swf adpcm_yamaha g726 libspeex libgsm_ms nellymoser tta wavpack";
const soundContainers = ["mkv", "mp4", "mov", "ts", "avi", "mpg", "asf", "flv"];
const shapedEncoders = ["aac", "ac3", "eac3", "dca", "flac", "libopus", "libvorbis", "libmp3lame", "truehd", "alac"];
const layouts = ["mono", "stereo", "2.1", "3.0", "4.0", "quad", "5.0", "5.1", "6.1", "7.1", "hexadecagonal"];
const soundRates = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000];

/** Headers of AAC, by what they say of stereo of 48 kHz, or of mono where that is the case. */
const aacHeaders: Readonly<Record<string, string>> = {
  "nothing-of-sbr": "1190000000",
  sbr: "119056e580",
  "sbr-of-other-rate": "131056e598",
  "sbr-and-ps": "118856e59d",
  "sbr-first": "2b11880000",
  mono: "118856e500",
  stereo: "119056e500",
  surround: "11b056e500",
  "seven-channels": "11b856e500",
  "channels-in-frames": "118056e500",
  "other-rate": "121056e500",
  "low-rate": "131056e500",
  "main-profile": "099056e500",
  "short-frames": "119456e500",
  "not-all": "119056e5ff",
};

export function otherRecipes(): Recipe[] {
  return [
    ...vpxRecipes(),
    ...pictureEncoders.split(" ").flatMap(encoderRecipes),
    ...pictureShapes(),
    ...soundRecipes(),
    ...fileShapes(),
  ];
}

function vpxRecipes(): Recipe[] {
  const fast = ["-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k"];
  const encode = (codec: string, name: string, args: readonly string[], size?: string): Recipe[] => {
    const source = `${codec}-${name}.webm`;
    const encoder = codec === "vp8" ? "libvpx" : "libvpx-vp9";
    const sized = size === undefined ? {} : { size };
    return [
      { name: source, args: [...picture(sized), "-c:v", encoder, ...fast, ...args] },
      ...remuxed(source, ["mkv", "mp4", "ivf", "nut"]),
    ];
  };
  const lies = ["vp8", "vp9"].flatMap((codec): Recipe[] => [
    {
      name: `${codec}-other-size.webm`,
      args: ["-i", `@${codec}-plain.webm`, "-c", "copy"],
      edit: withOtherSizeInMatroska,
    },
    { name: `${codec}-cut.webm`, args: ["-ss", "0.5", "-i", `@${codec}-plain.webm`, "-copyinkf", "-c", "copy"] },
    { name: `${codec}-damaged.webm`, args: ["-i", `@${codec}-plain.webm`, "-c", "copy", "-bsf:v", "noise=amount=3"] },
    { name: `${codec}-live.webm`, args: ["-i", `@${codec}-plain.webm`, "-c", "copy", "-live", "1"] },
    {
      name: `${codec}-no-key-frame.webm`,
      args: ["-i", `@${codec}-plain.webm`, "-c", "copy", "-bsf:v", "noise=drop=lt(n\\,2)"],
    },
  ]);
  return [
    ...["vp8", "vp9"].flatMap((codec) =>
      Object.entries(vpxEncodings).flatMap(([name, args]) => encode(codec, name, args)),
    ),
    ...["vp8", "vp9"].flatMap((codec) => sizes.flatMap((size) => encode(codec, `size-${size}`, [], size))),
    ...vp9Formats.flatMap((format) => encode("vp9", format, ["-pix_fmt", format, "-strict", "-1"])),
    ...encode("vp8", "yuva420p", ["-pix_fmt", "yuva420p", "-auto-alt-ref", "0"]),
    {
      name: "vp9-other-range.webm",
      args: ["-i", "@vp9-plain.webm", "-c", "copy", "-bsf:v", "vp9_metadata=color_range=pc"],
    },
    {
      name: "vp9-other-colours.mp4",
      args: ["-i", "@vp9-plain.webm", "-c", "copy", "-bsf:v", "vp9_metadata=color_space=bt2020"],
    },
    ...lies,
  ];
}

function encoderRecipes(encoder: string): Recipe[] {
  const size = encoder === "dvvideo" ? "720x576" : encoder === "dnxhd" ? "1920x1080" : "176x144";
  const args = [
    ...picture({ size }),
    "-c:v",
    encoder,
    "-frames:v",
    "8",
    "-strict",
    "-2",
    ...(encoderArgs[encoder] ?? []),
  ];
  const encoded = encodedExtensions.map((extension) => ({ name: `encoder-${encoder}.${extension}`, args }));
  return [...encoded, ...remuxed(`encoder-${encoder}.mkv`, copiedExtensions, ["-strict", "-2"])];
}

/** Pictures of codecs that are decoded, in shapes that a header may not tell. */
function pictureShapes(): Recipe[] {
  const shape = (name: string, args: readonly string[], extensions: readonly string[], size = "176x144") =>
    extensions.map((extension) => ({ name: `${name}.${extension}`, args: [...picture({ size }), ...args] }));
  const fields = ["-flags", "+ildct+ilme", "-top", "1"];
  const colours = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"];
  const masterDisplay = "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)";
  return [
    ...["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p12le", "gray", "yuvj420p"].flatMap(
      (format) => shape(`hevc-${format}`, ["-c:v", "libx265", "-pix_fmt", format], ["mkv", "mp4", "ts"]),
    ),
    ...croppedSizes.flatMap((size) => shape(`hevc-${size}`, ["-c:v", "libx265"], ["mkv", "mp4", "ts"], size)),
    ...croppedSizes.flatMap((size) =>
      shape(`mpeg2-${size}`, ["-c:v", "mpeg2video"], ["mkv", "mp4", "ts", "mpg"], size),
    ),
    ...croppedSizes.flatMap((size) => shape(`mpeg4-${size}`, ["-c:v", "mpeg4"], ["mkv", "mp4", "avi"], size)),
    ...croppedSizes.flatMap((size) =>
      shape(`av1-${size}`, ["-c:v", "libsvtav1", "-preset", "12"], ["mkv", "mp4", "webm"], size),
    ),
    ...shape(
      "hevc-hdr",
      [
        "-c:v",
        "libx265",
        "-pix_fmt",
        "yuv420p10le",
        ...colours,
        "-x265-params",
        `hdr10=1:${masterDisplay}:max-cll=1000,400`,
      ],
      ["mkv", "mp4", "ts"],
    ),
    ...shape("hevc-fields", ["-c:v", "libx265", "-x265-params", "interlace=tff"], ["mkv", "mp4", "ts"]),
    ...shape("mpeg2-fields", ["-c:v", "mpeg2video", ...fields], ["mkv", "mp4", "ts", "mpg"], "720x576"),
    ...shape("mpeg2-422", ["-c:v", "mpeg2video", "-pix_fmt", "yuv422p"], ["mkv", "mp4", "ts", "mpg"]),
    ...shape("mpeg4-fields", ["-c:v", "mpeg4", ...fields], ["mkv", "mp4", "avi"]),
    ...shape("av1-10", ["-c:v", "libsvtav1", "-preset", "12", "-pix_fmt", "yuv420p10le", ...colours], ["mkv", "mp4"]),
  ];
}

function soundRecipes(): Recipe[] {
  const film = ["-c:v", "libx264", "-preset", "ultrafast", "-frames:v", "5", "-strict", "-2"];
  const every = soundEncoders.split(" ").flatMap((encoder) =>
    soundContainers.map((extension) => ({
      name: `sound-${encoder}.${extension}`,
      args: [...picture(), ...tone(), "-c:a", encoder, ...film],
    })),
  );
  const shapes = [...layouts.map((layout) => ({ layout })), ...soundRates.map((rate) => ({ rate }))];
  const shaped = shapes.flatMap((shape) =>
    shapedEncoders.flatMap((encoder) =>
      inContainers(`sound-${encoder}-${Object.values(shape).join("")}`, encoder, shape),
    ),
  );
  const copied = (source: string, extension: string, header: string): Recipe => ({
    name: `${source}-says-${header}.${extension}`,
    args: ["-i", `@${source}.${extension}`, "-map", "0", "-c", "copy"],
    edit: withAacHeader(aacHeaders[header] ?? ""),
  });
  const lies = ["mkv", "mp4", "mov"].flatMap((extension) =>
    Object.keys(aacHeaders).map((header) => copied("sound-aac", extension, header)),
  );
  const ofMono = ["mkv", "mp4"].flatMap((extension) => [
    copied("sound-aac-mono", extension, "sbr-and-ps"),
    copied("sound-aac-mono", extension, "stereo"),
  ]);
  return [...every, ...shaped, ...lies, ...ofMono];

  function inContainers(name: string, encoder: string, options: { readonly layout?: string; readonly rate?: number }) {
    return ["mkv", "mp4", "ts"].map((extension) => ({
      name: `${name}.${extension}`,
      args: [...picture(), ...tone(options), "-c:a", encoder, ...film],
    }));
  }
}

/** Covers, subtitles, languages and roles of streams. */
function fileShapes(): Recipe[] {
  const film = ["-i", "@h264-film.mkv"];
  const cover = ["-f", "lavfi", "-i", "testsrc2=s=320x320:d=1:r=1"];
  return [
    ...["mjpeg", "png"].flatMap((codec) =>
      ["mp4", "m4v", "mov"].map((extension) => ({
        name: `cover-${codec}.${extension}`,
        args: [...film, ...cover, "-map", "0", "-map", "1", "-c", "copy", "-c:v:1", codec, "-frames:v:1", "1"].concat([
          "-disposition:v:1",
          "attached_pic",
        ]),
      })),
    ),
    ...["mkv", "mp4", "mov", "ts"].map((extension) => ({
      name: `roles.${extension}`,
      args: [...film, "-map", "0", "-map", "0:a", "-c", "copy", "-metadata:s:a:0", "language=deu"].concat([
        "-metadata:s:a:1",
        "title=Commentary",
        "-disposition:a:1",
        "comment",
        "-disposition:v:0",
        "default",
      ]),
    })),
  ];
}

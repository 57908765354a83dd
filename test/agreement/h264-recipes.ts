/** Streams of H.264 of every shape that x264 and ffmpeg's filters of streams can give them, in every container. */
import {
  withOldX264,
  withOtherProfileInMp4,
  withOtherSizeInMatroska,
  withOtherSizeInMp4,
  withoutTimesOfDecoding,
  withoutTimesOfFrames,
} from "./edited-files.ts";
import { picture, type Recipe, remuxed, tone } from "./recipe.ts";

const containers = ["mp4", "mov", "ts", "m2ts", "flv", "avi", "nut", "mpg", "3gp", "asf", "mxf", "h264"];
const mainContainers = ["mp4", "ts"];

/** By name, the arguments of the encoder. */
const encodings: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ["yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "yuv420p10le", "yuv422p10le", "yuv444p10le"]
      .concat(["gray", "gray10le", "nv12", "nv21"])
      .map((format) => [format, ["-pix_fmt", format]]),
  ),
  baseline: ["-profile:v", "baseline"],
  main: ["-profile:v", "main"],
  high: ["-profile:v", "high"],
  lossless: ["-qp", "0"],
  intra: ["-g", "1"],
  "intra-10": ["-g", "1", "-pix_fmt", "yuv420p10le", "-x264-params", "avcintra-class=0"],
  "no-b-frames": ["-bf", "0"],
  "many-b-frames": ["-bf", "8", "-x264-params", "b-pyramid=normal:b-adapt=0"],
  "open-gop": ["-g", "5", "-x264-params", "open-gop=1"],
  "top-first": ["-flags", "+ildct+ilme", "-x264-params", "tff=1"],
  "bottom-first": ["-flags", "+ildct+ilme", "-x264-params", "bff=1"],
  "fake-interlaced": ["-x264-params", "fake-interlaced=1"],
  "pic-struct": ["-x264-params", "pic-struct=1"],
  telecine: ["-x264-params", "pulldown=32"],
  doubled: ["-x264-params", "pulldown=double"],
  "hrd-vbr": ["-b:v", "200k", "-maxrate", "300k", "-bufsize", "300k", "-x264-params", "nal-hrd=vbr"],
  "hrd-cbr": ["-b:v", "200k", "-maxrate", "200k", "-bufsize", "300k", "-x264-params", "nal-hrd=cbr"],
  "frame-packing": ["-x264-params", "frame-packing=3"],
  "full-range": ["-color_range", "pc"],
  // Longer than the picture: libav ignores them.
  "long-pixels": ["-x264-params", "sar=65535/1"],
  "high-pixels": ["-x264-params", "sar=1/65535"],
  "limited-range": ["-color_range", "tv"],
  bt709: ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"],
  bt601: ["-color_primaries", "bt470bg", "-color_trc", "gamma28", "-colorspace", "bt470bg"],
  smpte170m: ["-color_primaries", "smpte170m", "-color_trc", "smpte170m", "-colorspace", "smpte170m"],
  pq: ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc", "-pix_fmt", "yuv420p10le"],
  hlg: [
    "-color_primaries",
    "bt2020",
    "-color_trc",
    "arib-std-b67",
    "-colorspace",
    "bt2020nc",
    "-pix_fmt",
    "yuv420p10le",
  ],
  "only-primaries": ["-color_primaries", "bt709"],
  "only-transfer": ["-color_trc", "iec61966-2-1"],
  "only-matrix": ["-colorspace", "ycgco"],
  ...Object.fromEntries(
    ["4/3", "16/11", "10/11", "64/45", "127/113", "2/1", "1/1"].map((ratio) => [
      `sar-${ratio.replace("/", "-")}`,
      ["-vf", `setsar=${ratio}`],
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].map((place) => [`chroma-location-${place}`, ["-x264-params", `chromaloc=${place}`]]),
  ),
  ...Object.fromEntries(
    ["10", "1b", "31", "42", "52", "62"].map((level) => [`level-${level}`, ["-x264-params", `level=${level}`]]),
  ),
  slices: ["-x264-params", "slices=4"],
  delimiters: ["-x264-params", "aud=1"],
  "many-references": ["-refs", "16"],
  "no-deblocking": ["-x264-params", "no-deblock=1:cabac=0:8x8dct=0"],
  "custom-matrices": ["-x264-params", "cqm=jvt"],
  "variable-frame-rate": ["-x264-params", "vfr-input=1:force-cfr=0"],
  "constrained-intra": ["-x264-params", "constrained-intra=1:weightp=2:opencl=0"],
  stitchable: ["-x264-params", "stitchable=1:sps-id=3"],
  "periodic-refresh": ["-x264-params", "intra-refresh=1"],
};

const sizes = ["64x48", "160x90", "176x144", "322x182", "426x240", "720x576", "1280x546", "1920x1080", "96x1088"];
/** Fields have half as many lines, and those of chroma half of that. */
const fieldSizes = ["64x48", "160x92", "720x576", "1280x548", "1920x1080"];
const oddSizes = ["161x91", "63x47", "1919x1079"];
const rates = ["24000/1001", "24", "30000/1001", "50", "60000/1001", "120", "12", "5", "1", "23.98", "17.3"];

/** By name, filters that change the headers of a stream without its container's knowledge. */
const filters: Readonly<Record<string, string>> = {
  "other-crop": "h264_metadata=crop_left=2:crop_right=4:crop_top=2:crop_bottom=6",
  "no-crop": "h264_metadata=crop_left=0:crop_right=0:crop_top=0:crop_bottom=0",
  "other-sar": "h264_metadata=sample_aspect_ratio=3/2",
  "other-range": "h264_metadata=video_full_range_flag=1",
  "other-colours": "h264_metadata=colour_primaries=9:transfer_characteristics=16:matrix_coefficients=9",
  "rgb-matrix": "h264_metadata=matrix_coefficients=0",
  "odd-colours": "h264_metadata=colour_primaries=3:transfer_characteristics=200:matrix_coefficients=15",
  "other-rate": "h264_metadata=tick_rate=120:fixed_frame_rate_flag=1",
  "other-level": "h264_metadata=level=5.1",
  "chroma-location": "h264_metadata=chroma_sample_loc_type=3",
  rotated: "h264_metadata=display_orientation=insert:rotate=90",
  flipped: "h264_metadata=display_orientation=insert:flip=horizontal",
  "no-messages": "filter_units=remove_types=6",
  "user-message": "h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+hello",
  "old-x264": "h264_metadata=sei_user_data=dc45e9bd-e6d9-48b7-962c-d820d923eeef+x264 - core 38",
  delimiters: "h264_metadata=aud=insert",
  "sets-in-packets": "dump_extra=freq=keyframe",
  "sets-in-all-packets": "dump_extra=freq=all",
  "no-first-picture": "filter_units=remove_types=5",
  damaged: "noise=amount=5",
  "badly-damaged": "noise=amount=1",
  "lost-packets": "noise=drop=not(mod(n\\,4))",
  "lost-first-packets": "noise=drop=lt(n\\,3)",
};

export function h264Recipes(): Recipe[] {
  return [
    ...Object.entries(encodings).flatMap(([name, args]) => encoded(name, args)),
    ...sizes.flatMap((size) => encoded(`size-${size}`, [], { size })),
    ...oddSizes.flatMap((size) => encoded(`size-${size}`, ["-pix_fmt", "yuv444p"], { size })),
    ...fieldSizes.flatMap((size) =>
      encoded(`fields-${size}`, ["-flags", "+ildct+ilme", "-x264-params", "tff=1"], { size }),
    ),
    ...rates.flatMap((rate) => encoded(`rate-${rate.replace("/", "-")}`, [], { rate, seconds: 3 })),
    { name: "h264-rgb.mkv", args: [...picture(), "-c:v", "libx264rgb", "-preset", "ultrafast", "-pix_fmt", "bgr24"] },
    ...remuxed("h264-rgb.mkv", mainContainers),
    ...remuxed("h264-high.mkv", containers),
    ...remuxed("h264-top-first.mkv", containers),
    ...remuxed("h264-no-b-frames.mkv", containers),
    ...filtered(),
    ...shapes(),
    ...edited(),
  ];
}

function encoded(
  name: string,
  args: readonly string[],
  options: { size?: string; rate?: string; seconds?: number } = {},
) {
  const source = `h264-${name}.mkv`;
  const encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "35"];
  return [{ name: source, args: [...picture(options), ...encoder, ...args] }, ...remuxed(source, mainContainers)];
}

function filtered(): Recipe[] {
  return Object.entries(filters).flatMap(([name, filter]) =>
    ["mkv", "mp4", "ts"].map((extension) => ({
      name: `h264-filtered-${name}.${extension}`,
      args: ["-i", "@h264-high.mkv", "-c", "copy", "-bsf:v", filter],
    })),
  );
}

function edited(): Recipe[] {
  const copy = (source: string) => ["-i", `@${source}`, "-map", "0", "-c", "copy"];
  const streamId = 0x100;
  return [
    { name: "h264-other-size.mp4", args: copy("h264-high.mkv"), edit: withOtherSizeInMp4 },
    { name: "h264-other-profile.mp4", args: copy("h264-high.mkv"), edit: withOtherProfileInMp4 },
    { name: "h264-other-size.mkv", args: copy("h264-high.mkv"), edit: withOtherSizeInMatroska },
    { name: "h264-old-x264.mkv", args: copy("h264-high.mkv"), edit: withOldX264 },
    { name: "h264-old-x264.mp4", args: copy("h264-high.mkv"), edit: withOldX264 },
    ...["h264-long", "h264-top-first", "h264-many-b-frames"].map((source) => ({
      name: `${source}-no-times-of-decoding.ts`,
      args: copy(`${source}.mkv`),
      edit: (file: Buffer) => withoutTimesOfDecoding(file, streamId),
    })),
    ...["h264-long", "h264-top-first", "h264-no-b-frames", "h264-many-b-frames", "h264-pic-struct"].flatMap(
      (source) => [
        {
          name: `${source}-times-of-every-second.ts`,
          args: copy(`${source}.mkv`),
          edit: (file: Buffer) => withoutTimesOfFrames(file, streamId, (frame) => frame % 2 === 0),
        },
        {
          name: `${source}-times-of-few.ts`,
          args: copy(`${source}.mkv`),
          edit: (file: Buffer) => withoutTimesOfFrames(file, streamId, (frame) => frame % 12 === 0),
        },
        {
          name: `${source}-times-missing.ts`,
          args: copy(`${source}.mkv`),
          edit: (file: Buffer) => withoutTimesOfFrames(file, streamId, (frame) => frame % 7 !== 3),
        },
      ],
    ),
  ];
}

/** Shapes of containers. */
function shapes(): Recipe[] {
  const copy = ["-map", "0", "-c", "copy"];
  const film = ["-i", "@h264-film.mkv", ...copy];
  const long = ["-i", "@h264-long.mkv", ...copy];
  const variable = ["-vf", "select='not(mod(n,3)*mod(n,7))'", "-fps_mode", "vfr"];
  const encoder = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "35"];
  // Its bit rate is the mean of the packets that libav has read.
  const uneven = ["-f", "lavfi", "-i", "aevalsrc='if(lt(t,0.04),0,random(0))':d=2:s=48000", "-c:a", "libmp3lame"];
  return [
    ...["1", "3", "8"].map((frames) => ({
      name: `h264-uneven-sound-${frames}.mkv`,
      args: [...picture(), ...uneven, "-q:a", "2", ...encoder, "-bf", frames, "-x264-params", "b-adapt=0"],
    })),
    {
      name: "h264-one-frame-and-sound.mp4",
      args: ["-i", "@h264-many-b-frames.mp4", ...tone({ seconds: 60 }), "-c:v", "copy", "-bsf:v", "noise=drop=n"],
    },
    ...["mkv", "mp4", "ts"].map((extension) => ({
      name: `h264-late-sound.${extension}`,
      args: ["-i", "@h264-high.mkv", "-itsoffset", "0.7", ...tone(), "-map", "0", "-map", "1", "-c:v", "copy"],
    })),
    { name: "h264-film.mkv", args: [...picture({ size: "640x360" }), ...tone(), ...encoder, "-c:a", "aac"] },
    { name: "h264-long.mkv", args: [...picture({ seconds: 9 }), ...tone({ seconds: 9 }), ...encoder, "-c:a", "ac3"] },
    ...remuxed("h264-film.mkv", containers),
    ...remuxed("h264-long.mkv", containers),
    ...["frag_keyframe+empty_moov", "faststart", "frag_every_frame", "cmaf", "isml+frag_keyframe"].map((flags) => ({
      name: `h264-${flags.replaceAll("+", "-")}.mp4`,
      args: [...film, "-movflags", flags],
    })),
    { name: "h264-live.mkv", args: [...film, "-live", "1"] },
    { name: "h264-no-cues.mkv", args: [...film, "-write_crc32", "0", "-cluster_size_limit", "2000"] },
    { name: "h264-timescale.mp4", args: [...film, "-video_track_timescale", "90000"] },
    { name: "h264-coarse.mp4", args: [...film, "-video_track_timescale", "25"] },
    { name: "h264-late.mkv", args: ["-itsoffset", "3.5", ...film] },
    { name: "h264-late.mp4", args: ["-itsoffset", "3.5", ...film] },
    { name: "h264-late.ts", args: ["-itsoffset", "3.5", ...film] },
    ...["mkv", "mp4", "mov", "ts"].flatMap((extension) => [
      { name: `h264-cut.${extension}`, args: ["-ss", "4.3", ...long] },
      { name: `h264-cut-inside.${extension}`, args: ["-ss", "2.1", "-i", "@h264-long.mkv", "-copyinkf", ...copy] },
      { name: `h264-shifted.${extension}`, args: [...long, "-output_ts_offset", "1000"] },
      { name: `h264-variable.${extension}`, args: [...picture({ seconds: 4 }), ...variable, ...encoder] },
      { name: `h264-one-frame.${extension}`, args: [...picture(), ...encoder, "-frames:v", "1"] },
      { name: `h264-two-frames.${extension}`, args: [...picture(), ...encoder, "-frames:v", "2"] },
      {
        name: `h264-two-pictures.${extension}`,
        args: [...picture(), ...picture({ size: "320x240", rate: "30" }), "-map", "0", "-map", "1", ...encoder],
      },
      {
        name: `h264-many-sounds.${extension}`,
        args: [
          ...picture(),
          ...tone(),
          ...tone({ layout: "5.1" }),
          ...tone({ layout: "mono" }),
          "-map",
          "0",
          "-map",
          "1",
        ].concat(["-map", "2", "-map", "3", ...encoder, "-c:a:0", "aac", "-c:a:1", "ac3", "-c:a:2", "mp2"]),
      },
      {
        name: `h264-with-mpeg4.${extension}`,
        args: [...picture(), ...picture(), "-map", "0", "-map", "1", "-c:v:0", "libx264", "-c:v:1", "mpeg4"],
      },
    ]),
    {
      name: "h264-programs.ts",
      args: [
        ...picture(),
        ...picture({ size: "320x240" }),
        ...tone(),
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "2",
        ...encoder,
      ].concat(["-c:a", "mp2", "-program", "title=one:st=0:st=2", "-program", "title=two:st=1"]),
    },
    {
      name: "h264-pes-of-many-frames.ts",
      args: [...long, "-pes_payload_size", "65000", "-omit_video_pes_length", "0"],
    },
    { name: "h264-scattered.ts", args: [...long, "-muxrate", "3M", "-pat_period", "0.05"] },
    { name: "h264-latm.ts", args: [...film, "-mpegts_flags", "latm"] },
    { name: "h264-then-smaller.ts", args: ["-i", "concat:@h264-size-720x576.ts|@h264-size-160x90.ts", ...copy] },
    { name: "h264-then-fields.ts", args: ["-i", "concat:@h264-high.ts|@h264-top-first.ts", ...copy] },
    { name: "h264-sar-in-mp4.mp4", args: [...film, "-aspect", "2.35"] },
    { name: "h264-sar-in-mkv.mkv", args: [...film, "-aspect", "4:3"] },
    { name: "h264-rotated.mp4", args: [...film, "-metadata:s:v", "rotate=90"] },
    { name: "h264-tag.mp4", args: [...film, "-tag:v", "avc3"] },
    { name: "h264-start-codes.mkv", args: [...film, "-bsf:v", "h264_mp4toannexb"] },
    { name: "h264-colours-in-mp4.mp4", args: [...film, "-color_primaries", "bt2020", "-color_trc", "smpte2084"] },
  ];
}

/**
 * The kinds of films in the benchmark, each with its share of forty. Codecs, sizes, bit rates, containers and tracks are
 * those of downloads, discs, phones and broadcasts. Only the length is not: a few seconds, so that forty films have room
 * in a cache. The index at the start or the end of an mp4, mov or mkv is therefore short.
 */

export interface FilmKind {
  /** Begins the names of its files. */
  readonly name: string;
  /** The description for the results. */
  readonly shown: string;
  /** How many of the films are of this kind. */
  readonly films: number;
  readonly extension: string;
  readonly picture: Picture;
  readonly sound: readonly Sound[];
  /** The languages of its subtitles. */
  readonly subtitles?: readonly string[];
  /** Arguments for the container. */
  readonly container?: string;
}

export interface Picture {
  readonly size: "1920x1080" | "3840x2160";
  readonly framesPerSecond: number;
  readonly megabitsPerSecond: number;
  /** The length of the longest film. */
  readonly seconds: number;
  /** How noisy the picture is, so that it needs its bit rate. Default 24. Some encoders exceed their rate for noise. */
  readonly noise?: number;
  /** Arguments for the encoder, without its bit rate and the distance of its key frames. */
  readonly encoder: string;
}

export interface Sound {
  /** The encoder of ffmpeg. */
  readonly encoder: "aac" | "ac3" | "eac3" | "dca" | "flac" | "libmp3lame" | "libopus" | "mp2";
  readonly channels: 2 | 6;
  /** None for a codec without loss. */
  readonly kilobitsPerSecond: number | null;
  readonly language: string;
  readonly title?: string;
}

const hdr10 =
  "hdr10=1:repeat-headers=1:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:max-cll=1000,400:" +
  "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)";

const aac: Sound = { encoder: "aac", channels: 2, kilobitsPerSecond: 160, language: "eng" };
const ac3: Sound = { encoder: "ac3", channels: 6, kilobitsPerSecond: 448, language: "eng" };

export const filmKinds: readonly FilmKind[] = [
  {
    name: "h264-faststart",
    shown: "mp4 with its index first, H.264 1080p, AAC",
    films: 7,
    extension: "mp4",
    picture: {
      size: "1920x1080",
      framesPerSecond: 24,
      megabitsPerSecond: 8,
      seconds: 16,
      encoder: "-c:v libx264 -preset superfast -profile:v high -pix_fmt yuv420p",
    },
    sound: [aac],
    container: "-movflags +faststart",
  },
  {
    name: "h264-camera",
    shown: "mp4 with its index last, H.264 1080p at 50 pictures a second, AAC",
    films: 4,
    extension: "mp4",
    picture: {
      size: "1920x1080",
      framesPerSecond: 50,
      megabitsPerSecond: 16,
      seconds: 8,
      encoder: "-c:v libx264 -preset superfast -profile:v high -pix_fmt yuv420p -bf 0",
    },
    sound: [aac],
  },
  {
    name: "h264-disc",
    shown: "mkv, H.264 1080p, DTS, AC-3 and a commentary in AAC, two subtitles",
    films: 7,
    extension: "mkv",
    picture: {
      size: "1920x1080",
      framesPerSecond: 24,
      megabitsPerSecond: 8,
      seconds: 14,
      encoder: "-c:v libx264 -preset superfast -profile:v high -pix_fmt yuv420p",
    },
    sound: [
      { encoder: "dca", channels: 6, kilobitsPerSecond: 1_509, language: "eng" },
      { ...ac3, language: "ger" },
      { ...aac, kilobitsPerSecond: 128, title: "Commentary" },
    ],
    subtitles: ["eng", "ger"],
  },
  {
    name: "hevc-hdr10",
    shown: "mkv, HEVC 4K of 10 bits in HDR10, E-AC-3 and AC-3, two subtitles",
    films: 5,
    extension: "mkv",
    picture: {
      size: "3840x2160",
      framesPerSecond: 24,
      megabitsPerSecond: 18,
      seconds: 8,
      encoder: `-c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -x265-params ${hdr10}:log-level=error`,
    },
    sound: [
      { encoder: "eac3", channels: 6, kilobitsPerSecond: 640, language: "eng" },
      { ...ac3, language: "fre" },
    ],
    subtitles: ["eng", "fre"],
  },
  {
    name: "hevc-phone",
    shown: "mov, HEVC 4K of 8 bits, AAC",
    films: 4,
    extension: "mov",
    picture: {
      size: "3840x2160",
      framesPerSecond: 30,
      megabitsPerSecond: 20,
      seconds: 7,
      encoder: "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params log-level=error -tag:v hvc1",
    },
    sound: [aac],
  },
  {
    name: "h264-broadcast",
    shown: "ts, H.264 1080i, AC-3 and MP2",
    films: 4,
    extension: "ts",
    picture: {
      size: "1920x1080",
      framesPerSecond: 25,
      megabitsPerSecond: 9,
      seconds: 14,
      encoder:
        "-c:v libx264 -preset superfast -profile:v high -pix_fmt yuv420p -flags +ilme+ildct -x264-params tff=1:weightp=0",
    },
    sound: [
      { ...ac3, language: "ger" },
      { encoder: "mp2", channels: 2, kilobitsPerSecond: 256, language: "ger" },
    ],
  },
  {
    name: "vp9",
    shown: "webm, VP9 1080p, Opus",
    films: 3,
    extension: "webm",
    picture: {
      size: "1920x1080",
      framesPerSecond: 30,
      megabitsPerSecond: 8,
      seconds: 12,
      noise: 5,
      encoder: "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -tile-columns 2 -pix_fmt yuv420p",
    },
    sound: [{ encoder: "libopus", channels: 2, kilobitsPerSecond: 128, language: "eng" }],
  },
  {
    name: "av1",
    shown: "mkv, AV1 4K, Opus and FLAC, one subtitle",
    films: 2,
    extension: "mkv",
    picture: {
      size: "3840x2160",
      framesPerSecond: 24,
      megabitsPerSecond: 14,
      seconds: 8,
      noise: 5,
      encoder: "-c:v libsvtav1 -preset 12 -pix_fmt yuv420p",
    },
    sound: [
      { encoder: "libopus", channels: 6, kilobitsPerSecond: 320, language: "eng" },
      { encoder: "flac", channels: 2, kilobitsPerSecond: null, language: "jpn" },
    ],
    subtitles: ["eng"],
  },
  {
    name: "mpeg2-disc",
    shown: "m2ts, MPEG-2 1080i, AC-3",
    films: 2,
    extension: "m2ts",
    picture: {
      size: "1920x1080",
      framesPerSecond: 25,
      megabitsPerSecond: 16,
      seconds: 8,
      encoder: "-vf setfield=tff -c:v mpeg2video -pix_fmt yuv420p -flags +ilme+ildct -bf 2",
    },
    sound: [ac3],
    container: "-f mpegts -mpegts_m2ts_mode 1",
  },
  {
    name: "mpeg4",
    shown: "avi, MPEG-4 1080p, MP3",
    films: 2,
    extension: "avi",
    picture: {
      size: "1920x1080",
      framesPerSecond: 24,
      megabitsPerSecond: 8,
      seconds: 12,
      encoder: "-c:v mpeg4 -pix_fmt yuv420p -tag:v XVID",
    },
    sound: [{ encoder: "libmp3lame", channels: 2, kilobitsPerSecond: 192, language: "eng" }],
  },
];

export interface Film {
  readonly kind: FilmKind;
  readonly name: string;
  /** Where it begins in the encoded picture, in whole seconds: there is a key frame. */
  readonly startSeconds: number;
  readonly seconds: number;
}

/** The shortest film of a kind is so much shorter than the longest, as a share of the longest. */
const shorter = 0.6;

/** The films of a kind: different parts of one encoded picture, so that no two files are the same. */
export function filmsOf(kind: FilmKind): readonly Film[] {
  const whole = kind.picture.seconds;
  return Array.from({ length: kind.films }, (_, index) => {
    const seconds = Math.round(whole * (1 - (shorter * index) / (kind.films - 1)));
    const startSeconds = Math.min(index, whole - seconds);
    return { kind, name: `${kind.name}-${index + 1}.${kind.extension}`, startSeconds, seconds };
  });
}

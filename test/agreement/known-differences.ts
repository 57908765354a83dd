/** Files of the corpus in which ffprobe 5.1 and libav 8.1 differ, as FFmpeg's own programs of these versions do. */

interface KnownDifference {
  readonly files: RegExp;
  /**
   * Fields of a video, without the numbers of streams, and `kind` where only one of them calls the file a video. Fields
   * inside of a field are meant, too.
   */
  readonly fields: readonly string[];
  readonly why: string;
}

const rates = [
  "frameRateNumerator",
  "frameRateDenominator",
  "details.streams.avgFrameRate",
  "details.streams.rFrameRate",
];
const length = ["durationSeconds", "bitRate"];

const knownDifferences: readonly KnownDifference[] = [
  {
    files: /\.(mp4|mov|3gp|m4v)$/,
    fields: length,
    why: "5.1 takes the length that the file states as a whole, 8.1 that of its tracks",
  },
  {
    files: /^h264-(rate-1\.mkv|(high|top-first|no-b-frames)\.h264)$/,
    fields: rates,
    why: "8.1 takes fields for frames where the times of frames are coarse, or there are none",
  },
  {
    files: /^h264-filtered-odd-colours\./,
    fields: ["details.streams.colorPrimaries", "details.streams.colorSpace"],
    why: "8.1 knows the colours IPT-C2, and calls reserved primaries unknown",
  },
  {
    files: /^h264-frag_every_frame\.mp4$/,
    fields: ["details.streams.bitRate"],
    why: "the versions guess the bit rate of sound in fragments differently",
  },
  {
    files: /^vp9-other-range\.webm$/,
    fields: ["details.streams.colorRange"],
    why: "the container and the stream say different ranges: 8.1 believes the container, 5.1 the stream",
  },
  {
    files: /^h264-(one-frame|two-frames)\.ts$/,
    fields: [...length, ...rates],
    why: "of a stream of one or two frames, 8.1 takes fields for frames",
  },
  {
    files: /^(encoder-mpeg1video|mpeg1-mp2)\./,
    fields: [...length, ...rates, "details.streams.fieldOrder"],
    why: "8.1 takes fields of MPEG-1 for frames, and says that it is progressive",
  },
  {
    files: /^encoder-h261\./,
    fields: rates,
    why: "the decoder of 8.1 takes the highest rate of H.261 for that of the stream",
  },
  { files: /^encoder-ljpeg\.mpg$/, fields: rates, why: "8.1 finds a rate, 5.1 none" },
  {
    files: /^vp9-damaged\.webm$/,
    fields: ["width", "height", "bitDepth", "details"],
    why: "5.1 takes the size of a damaged frame for the size of the film",
  },
  {
    files: /^encoder-(ayuv|v308|v408|v410)\./,
    fields: ["videoCodec", "details.streams.codec", "details.streams.pixelFormat"],
    why: "8.1 takes these orders of raw pixels for raw video, without a decoder of their own",
  },
  {
    files: /^(encoder-png|cover-png|encoder-jpegls)\./,
    fields: ["details.streams.colorSpace"],
    why: "8.1 says that the colours of these pictures are RGB",
  },
  {
    files: /^encoder-prores(_aw|_ks)?\.avi$/,
    fields: ["details.streams.fieldOrder"],
    why: "8.1 reads the order of fields of ProRes, which AVI does not have",
  },
  {
    files: /^(encoder-dvvideo|sound-adpcm_ima_wav|sound-adpcm_ms)\./,
    fields: ["details.streams.bitRate"],
    why: "8.1 knows the bit rate of these codecs, 5.1 takes the one that the container states, or none",
  },
  {
    files:
      /^encoder-(bitpacked|ffvhuff|libtheora|qtrle|utvideo|zlib)\.(avi|wtv|mkv|nut)$|^sound-(libopus-6\.1\.ts|wmav[12]\.mov)$/,
    fields: ["kind"],
    why: "5.1 gives up a file if a decoder misses its own header, which this container cannot hold",
  },
  {
    files: /^sound-aac-says-(channels-in-frames|not-all)\./,
    fields: ["kind"],
    why: "5.1 gives up a file if a decoder of sound cannot read its header",
  },
  {
    files: /^sound-alac-quad\.ts$/,
    fields: ["details.streams"],
    why: "8.1 takes a stream without a codec for VVC, which 5.1 does not know",
  },
];

/** Whether a difference of a file in these fields is known. */
export function isKnownDifference(file: string, fields: readonly string[]): boolean {
  const known = knownDifferences.filter(({ files }) => files.test(file)).flatMap(({ fields }) => fields);
  return fields
    .map((field) => field.replaceAll(/\.\d+/g, ""))
    .every((field) => known.some((name) => field === name || field.startsWith(`${name}.`)));
}

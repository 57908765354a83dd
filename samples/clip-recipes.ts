import { turnedClockwise, withCoverFirst, withDolbyVision } from "./edit-mp4.ts";
import { withoutFrameRate } from "./remove-frame-rate.ts";

/** The arguments for ffmpeg that make one clip. No argument contains a space. */
export interface ClipRecipe {
  /** The inputs: each is a list of arguments that ends in `-i SOURCE`. */
  readonly inputs: readonly string[];
  /** The arguments of the output. */
  readonly output: string;
  /** The muxer of a clip that is written to a pipe. There, ffmpeg cannot fill in the length afterwards. */
  readonly pipedAs?: string;
  /** Changes the bytes to a shape that ffmpeg does not write. */
  readonly edit?: (bytes: Buffer) => Buffer;
}

function picture(size: string, rate: string, seconds = 1): string {
  return `-f lavfi -i testsrc2=size=${size}:rate=${rate}:duration=${seconds}`;
}

function tone(sampleRate: number, seconds = 1, hertz = 440): string {
  return `-f lavfi -i sine=frequency=${hertz}:sample_rate=${sampleRate}:duration=${seconds}`;
}

/** Keeps every fourth frame of the first second, and all later frames. */
const unevenly = "-filter:v select='if(lt(t,1),not(mod(n,4)),1)' -vsync vfr";

const h264 = "-c:v libx264 -preset veryfast -crf 36 -pix_fmt yuv420p";
const hevc = "-c:v libx265 -preset veryfast -crf 36 -x265-params pools=none:frame-threads=1:info=0:log-level=none";
/** x265's options for HDR10, with the light of the screen on which the film was graded. */
const hdr10 =
  "hdr10=1:repeat-headers=0:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:max-cll=1000,400:" +
  "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)";
const vp8 = "-c:v libvpx -b:v 60k -deadline good -cpu-used 4";
const vp9 = "-c:v libvpx-vp9 -crf 50 -b:v 0 -deadline good -cpu-used 5 -row-mt 0";
const aac = "-c:a aac -b:a 24k -ac 2";
const opus = "-c:a libopus -b:a 16k -ac 2";
const vorbis = "-c:a libvorbis -q:a 0 -ac 2";

/** The filter that copies the tone to all six channels. */
const surround = "pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0";

/** Every clip by its file name. Subtitles, chapters and the cover are read from the files of `clip-ingredients.ts`. */
export const clipRecipes: Readonly<Record<string, ClipRecipe>> = {
  // mp4 and its relatives
  "h264-aac-faststart.mp4": {
    inputs: [picture("160x90", "25", 2), tone(44100, 2)],
    output: `${h264} ${aac} -movflags +faststart`,
  },
  "h264-fragmented.mp4": {
    inputs: [picture("64x48", "25"), tone(48000)],
    output: `${h264} -g 10 ${aac} -movflags +frag_keyframe+empty_moov+default_base_moof`,
    pipedAs: "mp4",
  },
  "h264-variable-rate.mp4": {
    inputs: [picture("96x54", "30", 2), tone(48000, 2)],
    output: `${unevenly} ${h264} ${aac}`,
  },
  "hevc-10-bit-60-fps.mp4": {
    inputs: [picture("160x90", "60", 0.5)],
    output: `${hevc} -pix_fmt yuv420p10le -tag:v hvc1`,
  },
  "dolby-vision.mp4": {
    inputs: [picture("160x90", "25", 0.4), tone(48000, 0.4)],
    output:
      `${hevc}:${hdr10} -pix_fmt yuv420p10le -tag:v hvc1 -color_primaries bt2020 -color_trc smpte2084 ` +
      `-colorspace bt2020nc -color_range tv ${aac}`,
    edit: withDolbyVision,
  },
  "av1-opus.mp4": {
    inputs: [picture("96x54", "25", 0.6), tone(48000, 0.6)],
    output: `-c:v libaom-av1 -crf 50 -b:v 0 -cpu-used 8 -row-mt 0 ${opus}`,
  },
  "Sommer auf Møn.mp4": {
    inputs: [picture("320x180", "30000/1001"), tone(48000)],
    output: `${h264} -c:a aac -b:a 64k -filter:a ${surround}`,
  },
  "rotated-90.mp4": {
    inputs: [picture("96x54", "30"), tone(48000)],
    output: `${h264} ${aac}`,
    edit: turnedClockwise(90),
  },
  "rotated-180.mov": {
    inputs: [picture("96x54", "30"), tone(48000)],
    output: `${h264} ${aac}`,
    edit: turnedClockwise(180),
  },
  "rotated-270.mp4": {
    inputs: [picture("96x54", "30"), tone(48000)],
    output: `${h264} ${aac}`,
    edit: turnedClockwise(270),
  },
  "rotated-90-hevc.mov": {
    inputs: [picture("96x54", "60", 0.5), tone(44100, 0.5)],
    output: `${hevc} -pix_fmt yuv420p -tag:v hvc1 -c:a aac -b:a 24k -ac 1`,
    edit: turnedClockwise(90),
  },
  "anamorphic-subtitles.mp4": {
    inputs: [picture("96x72", "25", 2), tone(48000, 2), "-i first.srt", "-i second.srt"],
    output:
      `-map 0:v -map 1:a -map 2 -map 3 -filter:v setsar=4/3 ${h264} ${aac} -c:s mov_text ` +
      "-metadata:s:s:0 language=eng -metadata:s:s:1 language=deu",
  },
  "cover-after-picture.mp4": {
    inputs: [picture("96x54", "24000/1001"), tone(32000), "-i cover.jpg"],
    output:
      `-map 0:v -map 1:a -map 2:v ${h264} -c:a libmp3lame -b:a 32k -ac 2 ` +
      "-c:v:1 copy -disposition:v:1 attached_pic",
  },
  "cover-before-picture.m4v": {
    inputs: [picture("64x48", "25"), tone(44100), "-i cover.jpg"],
    output: `-f mp4 -map 0:v -map 1:a -map 2:v ${h264} ${aac} -c:v:1 copy -disposition:v:1 attached_pic`,
    edit: withCoverFirst,
  },
  "mpeg4-chapters.m4v": {
    inputs: [picture("64x48", "25", 2), tone(22050, 2), "-i chapters.txt"],
    output: "-f mp4 -map 0:v -map 1:a -map_chapters 2 -c:v mpeg4 -q:v 12 -c:a aac -b:a 24k -ac 1",
  },
  "prores-pcm-timecode.mov": {
    inputs: [picture("64x48", "25", 0.5), tone(48000, 0.5)],
    output: "-c:v prores_ks -profile:v proxy -pix_fmt yuv422p10le -c:a pcm_s16le -ac 1 -timecode 01:00:00:00",
  },
  "h263-aac.3gp": {
    inputs: [picture("128x96", "15"), tone(16000)],
    output: "-c:v h263 -q:v 12 -c:a aac -b:a 12k -ac 1",
  },

  // Matroska and WebM
  "several-audio.mkv": {
    inputs: [picture("96x54", "24000/1001"), tone(48000), tone(44100, 1, 550), tone(48000, 1, 660)],
    output:
      `-map 0 -map 1 -map 2 -map 3 ${h264} -c:a:0 ac3 -b:a:0 192k -filter:a:0 ${surround} ` +
      "-c:a:1 aac -b:a:1 24k -ac:a:1 2 -c:a:2 libopus -b:a:2 16k -ac:a:2 1 " +
      "-metadata:s:a:0 language=eng -metadata:s:a:1 language=deu -metadata:s:a:2 language=jpn",
  },
  "several-subtitles.mkv": {
    inputs: [picture("96x54", "25", 2), tone(48000, 2), "-i first.srt", "-i second.srt", "-i first.srt"],
    output:
      `-map 0 -map 1 -map 2 -map 3 -map 4 ${hevc} -pix_fmt yuv420p -c:a libmp3lame -b:a 32k -ac 2 ` +
      "-c:s:0 subrip -c:s:1 ass -c:s:2 subrip -metadata:s:s:0 language=eng -metadata:s:s:1 language=fre",
  },
  // A film as people have them: HDR, three sound tracks, two subtitles, chapters and titles.
  "hdr10-several-streams.mkv": {
    inputs: [picture("160x90", "24000/1001"), tone(48000), "-i first.srt", "-i second.srt", "-i chapters.txt"],
    output:
      "-map 0 -map 1 -map 1 -map 1 -map 2 -map 3 -map_chapters 4 " +
      `${hevc}:${hdr10} -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc ` +
      `-color_range tv -c:a:0 eac3 -b:a:0 96k -filter:a:0 ${surround} -c:a:1 aac -b:a:1 24k -ac:a:1 2 ` +
      "-c:a:2 libopus -b:a:2 16k -ac:a:2 1 -c:s:0 subrip -c:s:1 ass -metadata title=A_film -metadata:s:v title=4K " +
      "-metadata creation_time=2019-05-04T03:02:01Z " +
      "-metadata:s:a:0 language=eng -metadata:s:a:0 title=Surround -disposition:a:0 default " +
      "-metadata:s:a:1 language=ger -disposition:a:1 0 " +
      "-metadata:s:a:2 language=eng -metadata:s:a:2 title=Commentary -disposition:a:2 comment " +
      "-metadata:s:s:0 language=eng -disposition:s:0 forced " +
      "-metadata:s:s:1 language=ger -disposition:s:1 hearing_impaired",
  },
  "夏の海 2019.mkv": {
    inputs: [picture("64x48", "25", 0.5), tone(44100, 0.5)],
    output: "-filter:v scale=63:47 -c:v ffv1 -level 3 -g 10 -pix_fmt yuv420p -c:a flac -ac 2",
  },
  "cover-attached.mkv": {
    inputs: [picture("96x54", "25"), tone(48000)],
    output: `${h264} ${vorbis} -attach cover.jpg -metadata:s:t mimetype=image/jpeg -metadata:s:t filename=cover.jpg`,
  },
  "h264-piped.mkv": {
    inputs: [picture("96x54", "50"), tone(48000)],
    output: `${h264} ${aac}`,
    pipedAs: "matroska",
  },
  "vp8-vorbis.webm": {
    inputs: [picture("64x48", "30"), tone(44100)],
    output: `-filter:v scale=65:49 ${vp8} ${vorbis}`,
  },
  "vp8-opus-recorded.webm": {
    inputs: [picture("96x54", "30"), tone(48000)],
    output: `-filter:v select='mod(n,3)' -vsync vfr ${vp8} -c:a libopus -b:a 16k -ac 1 -live 1`,
    pipedAs: "webm",
    edit: withoutFrameRate,
  },
  "vp9-10-bit-subtitles.webm": {
    inputs: [picture("96x54", "60000/1001", 2), tone(48000, 2), "-i first.srt", "-i second.srt"],
    output:
      `-map 0 -map 1 -map 2 -map 3 ${vp9} -pix_fmt yuv420p10le ${opus} -c:s webvtt ` +
      "-metadata:s:s:0 language=eng -metadata:s:s:1 language=spa",
  },

  // transport and program streams
  "hevc-aac.ts": {
    inputs: [picture("96x54", "25"), tone(48000)],
    output: `${hevc} -pix_fmt yuv420p ${aac} -metadata:s:a language=eng`,
  },
  // One picture has no average frame rate.
  "single-picture.ts": {
    inputs: [picture("128x96", "25", 0.04)],
    output: "-c:v mpeg4 -q:v 4",
  },
  "mpeg2-pcm.m2ts": {
    inputs: [picture("96x64", "24000/1001", 0.5), tone(48000, 0.5)],
    output: "-c:v mpeg2video -q:v 16 -c:a pcm_bluray -ac 2 -mpegts_m2ts_mode 1",
  },
  "h264-ac3-interlaced.mts": {
    inputs: [picture("96x64", "30000/1001"), tone(48000)],
    output: `${h264} -flags:v +ilme+ildct -top 1 -c:a ac3 -b:a 64k -ac 2 -mpegts_m2ts_mode 1`,
  },
  // The sound is longer than the picture, because versions of libav differ by half a frame about the end of this picture.
  "mpeg1-mp2.mpeg": {
    inputs: [picture("64x48", "30"), tone(44100, 1.2)],
    output: "-c:v mpeg1video -q:v 16 -c:a mp2 -b:a 64k -ac 2",
  },
  "mpeg2-anamorphic-interlaced.mpg": {
    inputs: [picture("160x128", "25", 0.6), tone(48000, 0.6)],
    output: "-f vob -filter:v setsar=64/45 -c:v mpeg2video -q:v 16 -flags:v +ilme+ildct -top 1 -c:a ac3 -b:a 64k -ac 2",
  },

  // older ones
  "mpeg4-mp3.avi": {
    inputs: [picture("96x72", "25"), tone(44100)],
    output: "-c:v mpeg4 -vtag XVID -q:v 12 -c:a libmp3lame -b:a 32k -ac 1",
  },
  "mjpeg-pcm.avi": {
    inputs: [picture("64x48", "15", 0.5), tone(8000, 0.5)],
    output: "-filter:v scale=63:47 -c:v mjpeg -pix_fmt yuvj420p -q:v 12 -c:a pcm_u8 -ac 1",
  },
  "wmv2-wma.wmv": {
    inputs: [picture("96x72", "25"), tone(44100)],
    output: "-c:v wmv2 -q:v 12 -c:a wmav2 -b:a 32k -ac 2",
  },
  "flv1-mp3.flv": {
    inputs: [picture("96x72", "25"), tone(22050)],
    output: "-c:v flv1 -q:v 12 -c:a libmp3lame -b:a 24k -ac 1",
  },
  "theora-vorbis.ogv": {
    inputs: [picture("96x64", "30000/1001"), tone(44100)],
    output: `-c:v libtheora -q:v 3 ${vorbis}`,
  },
};

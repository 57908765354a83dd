import type { PictureStream, SoundStream, Stream } from "../library/stream.ts";
import type { StreamJson } from "./contract/streams.ts";

/** The JSON of a stream of a video. */
export function streamJson(stream: Stream): StreamJson {
  const ofEveryKind = {
    index: stream.index,
    codec: stream.codec,
    language: stream.language,
    title: stream.title,
    default: stream.isDefault,
    forced: stream.isForced,
    hearing_impaired: stream.isHearingImpaired,
    commentary: stream.isCommentary,
    visual_impaired: stream.isVisualImpaired,
    original: stream.isOriginal,
    dub: stream.isDub,
    attached_picture: stream.isAttachedPicture,
    bit_rate: stream.bitRate,
  };
  switch (stream.kind) {
    case "video":
      return { kind: "video", ...ofEveryKind, ...pictureJson(stream) };
    case "audio":
      return { kind: "audio", ...ofEveryKind, ...soundJson(stream) };
    case "subtitle":
      return { kind: "subtitle", ...ofEveryKind, text: stream.isText };
    case "attachment":
    case "data":
      return { kind: stream.kind, ...ofEveryKind };
  }
}

function pictureJson(stream: PictureStream) {
  return {
    profile: stream.profile,
    level: stream.level,
    width: stream.width,
    height: stream.height,
    display_width: stream.displayWidth,
    display_height: stream.displayHeight,
    rotation: stream.rotation,
    avg_frame_rate: stream.avgFrameRate,
    r_frame_rate: stream.rFrameRate,
    pixel_format: stream.pixelFormat,
    bit_depth: stream.bitDepth,
    chroma: stream.chroma,
    field_order: stream.fieldOrder,
    color_primaries: stream.colorPrimaries,
    color_transfer: stream.colorTransfer,
    color_space: stream.colorSpace,
    color_range: stream.colorRange,
    hdr: stream.hdr,
    dolby_vision_profile: stream.dolbyVisionProfile,
    dolby_vision_compatibility: stream.dolbyVisionCompatibility,
    dolby_vision_level: stream.dolbyVisionLevel,
    enhancement_layer: stream.enhancementLayer,
    mastering_primaries: stream.masteringPrimaries,
    mastering_min_luminance: stream.masteringMinLuminance,
    mastering_max_luminance: stream.masteringMaxLuminance,
    max_content_light: stream.maxContentLight,
    max_average_light: stream.maxAverageLight,
  };
}

function soundJson(stream: SoundStream) {
  return {
    profile: stream.profile,
    channels: stream.channels,
    channel_layout: stream.channelLayout,
    sample_rate: stream.sampleRate,
    bit_depth: stream.bitDepth,
    object_audio: stream.objectAudio,
  };
}

/** Sets what a decoder would have set in libav's structures. Loads libav, so only a child process imports this. */
import {
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_PIX_FMT_YUV420P12LE,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV422P10LE,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUV444P10LE,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ444P,
  AVCHROMA_LOC_UNSPECIFIED,
  type AVChromaLocation,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
  type AVColorPrimaries,
  type AVColorSpace,
  type AVColorTransferCharacteristic,
  type AVPixelFormat,
  type AVProfile,
} from "node-av/constants";
import { type CodecParameters, Rational } from "node-av/lib";
import type { DecodedPicture } from "./undecoded-picture.ts";

/** By chroma and bits: of usual values, and of the full range of values, which has a name of its own with 8 bits. */
const pixelFormats: Readonly<Record<string, readonly [AVPixelFormat, AVPixelFormat]>> = {
  "420 8": [AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P],
  "422 8": [AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUVJ422P],
  "444 8": [AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUVJ444P],
  "420 10": [AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV420P10LE],
  "422 10": [AV_PIX_FMT_YUV422P10LE, AV_PIX_FMT_YUV422P10LE],
  "444 10": [AV_PIX_FMT_YUV444P10LE, AV_PIX_FMT_YUV444P10LE],
  "420 12": [AV_PIX_FMT_YUV420P12LE, AV_PIX_FMT_YUV420P12LE],
};

/**
 * Does as `avformat_find_stream_info` after decoding: the decoder's values replace the container's, except for colours
 * that the container has.
 */
export function completePicture(codecpar: CodecParameters, decoded: DecodedPicture): boolean {
  const formats = pixelFormats[`${decoded.chroma} ${decoded.bitDepth}`];
  if (formats === undefined) return false;
  const isFullRange = decoded.isFullRange ?? codecpar.colorRange === AVCOL_RANGE_JPEG;
  codecpar.format = formats[isFullRange && decoded.namesFullRange ? 1 : 0];
  if (decoded.profile !== null) codecpar.profile = decoded.profile as AVProfile;
  if (decoded.bitsPerRawSample !== null) codecpar.bitsPerRawSample = decoded.bitsPerRawSample;
  if (decoded.sampleAspectRatio !== null) {
    codecpar.sampleAspectRatio = new Rational(decoded.sampleAspectRatio.num, decoded.sampleAspectRatio.den);
  }
  if (codecpar.colorRange === AVCOL_RANGE_UNSPECIFIED && decoded.isFullRange !== null) {
    codecpar.colorRange = decoded.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  }
  if (
    codecpar.colorPrimaries === AVCOL_PRI_UNSPECIFIED &&
    codecpar.colorTrc === AVCOL_TRC_UNSPECIFIED &&
    codecpar.colorSpace === AVCOL_SPC_UNSPECIFIED
  ) {
    if (decoded.primaries !== null) codecpar.colorPrimaries = decoded.primaries as AVColorPrimaries;
    if (decoded.transfer !== null) codecpar.colorTrc = decoded.transfer as AVColorTransferCharacteristic;
    if (decoded.matrix !== null) codecpar.colorSpace = decoded.matrix as AVColorSpace;
  }
  if (codecpar.chromaLocation === AVCHROMA_LOC_UNSPECIFIED && decoded.chromaLocation !== null) {
    codecpar.chromaLocation = decoded.chromaLocation as AVChromaLocation;
  }
  return true;
}

import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { texts } from "../../texts/texts.ts";
import { filmOf } from "../details/stream-words.ts";
import { pictureType, soundType } from "./codec-string.ts";

const words = texts.playing;
const { codecName, details } = texts.library;

/** The content types of containers. A browser tries each container that is not here. */
const containerTypes: ReadonlyMap<string, string> = new Map([
  ["mov", "video/mp4"],
  ["avi", "video/x-msvideo"],
  ["asf", "video/x-ms-wmv"],
  ["flv", "video/x-flv"],
  ["mpeg", "video/mpeg"],
  ["mpegts", "video/mp2t"],
  ["ogg", "video/ogg"],
  ["mxf", "application/mxf"],
  ["rm", "application/vnd.rn-realmedia"],
]);

/**
 * What of a video this browser does not play, in sentences. Empty if it plays everything, as far as it says.
 *
 * @param canPlay `canPlayType` of a media element
 */
export function unplayable(video: VideoJson, canPlay: (type: string) => string): readonly string[] {
  const plays = (type: string | null) => type !== null && canPlay(type) !== "";
  const { container, video_codec: codec, audio_codec: firstSound } = video;
  const containerType = containerTypes.get(container.split(",")[0] ?? "");
  if (containerType !== undefined && !plays(containerType)) return [words.noContainer(details.container(container))];
  const film = filmOf(video) ?? { codec, profile: null, level: null, bit_depth: video.bit_depth };
  const sounds = video.streams.filter((stream) => stream.kind === "audio");
  const sound = sounds.find((stream) => stream.default) ?? sounds[0] ?? { codec: firstSound, profile: null };
  const reasons: string[] = [];
  if (!plays(pictureType(film))) reasons.push(words.noPicture(codecName(codec)));
  if (video.audio_count > 0 && !plays(soundType(sound))) {
    reasons.push(words.noSound(sound.codec === null ? details.unknownCodec : codecName(sound.codec)));
  }
  return reasons;
}

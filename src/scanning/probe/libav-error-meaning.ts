import type { LibavMeaning } from "../../sentences/english-of-files.ts";
import { type Said, say } from "../../sentences/say.ts";

/**
 * Texts with which libav reports that a file ends too early. The list comes from sample videos that were cut at many
 * places.
 */
const endsEarly = [
  // The index of an MP4. Recorders write it last, so it is also absent while a file is being written.
  /^moov atom not found/,
  /^End of file/,
  /^error reading header/i,
  /^File ended prematurely/,
  /^Unable to seek to the next packet/,
  /^Truncat|^Packet is too small|partial file/i,
  /exceeds containing master element/,
];

/** Texts with which libav reports that it does not recognize what is in a file. */
const isUnknown = [
  /^Invalid data found when processing input/,
  /^EBML header parsing failed/,
  /^invalid as first byte/,
];

/**
 * Says in plain words what an error of libav about the contents of a file means. libav's own words follow in brackets:
 * people look for them on the web.
 *
 * @param text one line without control characters
 * @returns the end of a sentence about the file, without a full stop
 */
export function libavErrorMeaning(text: string): Said {
  if (text === "") return say("libav_says", { meaning: "damaged", libav: null });
  return say("libav_says", { meaning: meaningOf(text), libav: text });
}

function meaningOf(text: string): LibavMeaning {
  const matches = (pattern: RegExp) => pattern.test(text);
  if (endsEarly.some(matches)) return "ends_early";
  return isUnknown.some(matches) ? "unknown" : "damaged";
}

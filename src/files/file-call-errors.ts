import { type Said, say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";

/** The disk of a path did not answer in time, or does not answer other requests. The message ends a sentence. */
export class DiskSilent extends Error {
  override readonly name = "DiskSilent";
  readonly code = "DISK_SILENT";
  readonly sentence: Sentence;
  /** Whether the disk got this request. Otherwise it was not asked, as it does not answer earlier requests. */
  readonly wasAsked: boolean;

  constructor({ message, sentence }: Said, { wasAsked }: { readonly wasAsked: boolean }) {
    super(message);
    this.sentence = sentence;
    this.wasAsked = wasAsked;
  }
}

/** A file call failed. The message ends a sentence. */
export class FileCallFailed extends Error {
  override readonly name = "FileCallFailed";
  /** A code of the system, such as `ENOENT`, or of this program. */
  readonly code: string | null;
  readonly sentence: Sentence;

  constructor(code: string | null, message: string, sentence: Sentence = say("verbatim", { text: message }).sentence) {
    super(message);
    this.code = code;
    this.sentence = sentence;
  }
}

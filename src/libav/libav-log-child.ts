/**
 * The log of libav. Importing this loads libav, so only a child process that may crash imports it.
 *
 * node-av has no way to the chapters of a file. But libav lists them when it describes the file in its log, which takes
 * about 0.1 ms. Lines of the log arrive in their order, by way of the event loop.
 */
import { AV_LOG_ERROR, AV_LOG_INFO } from "node-av/constants";
import { type FormatContext, Log } from "node-av/lib";

const chapter = /^ {4}Chapter #0:\d+: $/;

/** The last line of a description. libav's own lines never begin like this, and texts from files come after blanks. */
const endOfDescription = "gleaner: end of description";

/** There is one log for the whole process. */
export class LibavLog {
  /** The last line that told of an error. */
  lastError: string | null = null;
  #chapters = 0;
  #counted: (() => void) | null = null;

  constructor() {
    this.#listen(AV_LOG_ERROR);
  }

  /**
   * Counts the chapters of a file that libav has opened. One file at a time. Long tags must be gone: see `takeTags`.
   *
   * @returns settles after some turns of the event loop. The file may be closed by then
   */
  countChapters(context: FormatContext): Promise<number> {
    this.#chapters = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#counted = resolve;
    this.#listen(AV_LOG_INFO);
    context.dumpFormat(0, "", false);
    Log.log(AV_LOG_INFO, endOfDescription);
    // Only a description is worth lines that tell of no error: of a damaged file there may be very many.
    this.#listen(AV_LOG_ERROR);
    return promise.then(() => this.#chapters);
  }

  #listen(maxLevel: typeof AV_LOG_ERROR): void {
    Log.setCallback((level, line) => this.#take(level, line), { maxLevel });
  }

  #take(level: number, line: string): void {
    if (level <= AV_LOG_ERROR) this.lastError = line;
    else if (chapter.test(line)) this.#chapters += 1;
    else if (line === endOfDescription) this.#counted?.();
  }
}

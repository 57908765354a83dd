/**
 * What libav says in its log. Importing this loads libav, so only a child process that may crash imports it.
 *
 * The log is off but for the moments in which somebody listens: of a damaged file there may be very many lines. Each call
 * is for one file at a time. Lines arrive in their order, by way of the event loop.
 */
import { AV_LOG_ERROR, AV_LOG_INFO, AV_LOG_QUIET } from "node-av/constants";
import { type FormatContext, Log } from "node-av/lib";

/** Without a listener, libav writes to standard error. */
export function silenceLibav(): void {
  Log.setLevel(AV_LOG_QUIET);
}

const chapter = /^ {4}Chapter #0:\d+: $/;

/**
 * Counts the chapters of a file that libav has opened. node-av has no way to them, but libav lists them when it describes
 * the file in its log, which takes about 0.1 ms. Long tags must be gone: see `takeTags`.
 *
 * @returns settles after some turns of the event loop. The file may be closed by then
 */
export async function countChapters(context: FormatContext): Promise<number> {
  let chapters = 0;
  await listen(
    AV_LOG_INFO,
    () => context.dumpFormat(0, "", false),
    (line) => {
      if (chapter.test(line)) chapters += 1;
    },
  );
  return chapters;
}

/** The last line that tells of an error while libav does something; null if there is none. */
export async function lastError(does: () => void): Promise<string | null> {
  let last: string | null = null;
  await listen(AV_LOG_ERROR, does, (line) => {
    last = line;
  });
  return last;
}

/** libav's errors while a file is decoded. */
export interface ErrorLog extends Disposable {
  /** Lines from here on are about this second. */
  mark(seconds: number): void;
  /** Adds a line. */
  say(line: string): void;
  /** Settles when all lines so far have arrived. */
  settled(): Promise<void>;
}

/**
 * @param onLine called after some turns of the event loop, with the second of the film that the line is about; null before
 *   the first mark
 */
export function listenToErrors(onLine: (seconds: number | null, line: string) => void): ErrorLog {
  let seconds: number | null = null;
  let marked: number | null = null;
  const arrived = Promise.withResolvers<void>();
  Log.setCallback(
    (_level, line) => {
      if (line === end) arrived.resolve();
      else if (line.startsWith(mark)) seconds = Number(line.slice(mark.length));
      else onLine(seconds, line);
    },
    { maxLevel: AV_LOG_ERROR },
  );
  return {
    mark(at) {
      if (at === marked) return;
      marked = at;
      Log.log(AV_LOG_ERROR, `${mark}${at}`);
    },
    say: (line) => Log.log(AV_LOG_ERROR, line),
    settled() {
      Log.log(AV_LOG_ERROR, end);
      return arrived.promise;
    },
    [Symbol.dispose]: () => Log.setCallback(null),
  };
}

/** Lines of our own. libav's never begin like these, and texts from files come after blanks. */
const end = "gleaner: end";
const mark = "gleaner: at ";

function listen(maxLevel: typeof AV_LOG_ERROR, does: () => void, onLine: (line: string) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Log.setCallback((_level, line) => (line === end ? resolve() : onLine(line)), { maxLevel });
  does();
  Log.log(maxLevel, end);
  Log.setCallback(null);
  return promise;
}

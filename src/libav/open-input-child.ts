/**
 * Opens files with libav. Loads libav, so only a child process that may crash imports this.
 *
 * libav gets an input that is open already, so it never looks at the file's path: somebody may have exchanged a part of
 * the path for a link since the file was checked. The path only tells libav the extension, which is a hint for it.
 */
import { AVIO_FLAG_READ } from "node-av/constants";
import { Dictionary, FormatContext, IOContext } from "node-av/lib";
import { protocolWhitelist } from "./formats.ts";

export interface FileToOpen {
  readonly path: string;
  /** Opens the file that was checked, see `KnownFile`. */
  readonly openPath: string;
}

export interface OpenInput extends Disposable {
  readonly context: FormatContext;
  /** What the context reads the file with. */
  readonly io: IOContext;
  /** For `openInput` or `openInputSync` of the context. */
  readonly url: string;
  readonly options: Dictionary;
}

/**
 * Prepares the opening of a file.
 *
 * @param formats the containers that may be read, as libav's `format_whitelist` takes them
 * @returns an error code of libav where the file cannot be opened
 */
export function prepareInput(file: FileToOpen, formats: string): OpenInput | number {
  const io = new IOContext();
  const opened = io.open2Sync(`file:${file.openPath}`, AVIO_FLAG_READ);
  if (opened < 0) return opened;
  const context = new FormatContext();
  context.allocContext();
  context.pb = io;
  return {
    context,
    io,
    url: `file:${file.path}`,
    options: optionsFor(formats),
    [Symbol.dispose]() {
      context.closeInputSync();
      io.closepSync();
    },
  };
}

/** libav copies the options that it takes, so all files share them. */
const optionsOf = new Map<string, Dictionary>();

function optionsFor(formats: string): Dictionary {
  const options =
    optionsOf.get(formats) ??
    Dictionary.fromObject({
      format_whitelist: formats,
      protocol_whitelist: protocolWhitelist,
      // All programs of a transport stream, not only the first, as ffprobe has it.
      scan_all_pmts: 1,
    });
  optionsOf.set(formats, options);
  return options;
}

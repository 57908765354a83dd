/**
 * Subtitle files as WebVTT, which is the only kind that browsers show.
 *
 * SubRip (`.srt`) has no specification. It is read as ffmpeg reads it: by its lines with times, whatever stands between them.
 * Each step looks at each character once or twice, since a file may come from anyone. Of the packages that convert, none
 * had a release within two years; `media-captions` needed 5 s for 2 MB of empty lines, and left cues out.
 */

/** In lower case. */
const shownEndings = [".srt", ".vtt"] as const;

/** Whether browsers can show a subtitle file, by its name. */
export function isShownByBrowsers(filename: string): boolean {
  return shownEndings.some((ending) => filename.toLowerCase().endsWith(ending));
}

/** @param filename with one of the endings that browsers show @returns null if there are no subtitles in it */
export function subtitlesAsWebvtt(filename: string, bytes: Uint8Array): string | null {
  const text = textIn(bytes).replaceAll(/\r\n?/g, "\n");
  if (!filename.toLowerCase().endsWith(".vtt")) return webvttOf(text);
  return /^WEBVTT(?:[ \t\n]|$)/.test(text) ? text : null;
}

/**
 * UTF-8, UTF-16 if the text says so by its first character (BOM), and else Windows-1252, in which most old subtitles of
 * western languages are. Latin-1 is a part of it.
 */
function textIn(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

const time = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})`;
const times = new RegExp(String.raw`^\s{0,20}${time}\s{0,20}-->\s{0,20}${time}(?!\d)`);

/** Times that are broken, such as `00:00:xx --> 00:00:05,000`. A text may have an arrow, too. */
const brokenTimes = /^\s{0,20}\d{1,3}:.*-->|-->\s{0,20}\d{1,3}:/;

const number = /^\s{0,20}\d{1,9}\s{0,20}$/;

/** A block whose times are broken is left out: nobody knows when to show it. */
function webvttOf(text: string): string | null {
  const blocks: { readonly times: string | null; readonly lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const found = times.exec(line);
    const block = blocks.at(-1);
    if (found === null && !brokenTimes.test(line)) block?.lines.push(line);
    else {
      // The number of the next cue stands before its times.
      if (block !== undefined && number.test(block.lines.at(-1) ?? "")) block.lines.pop();
      const times = found === null ? null : `${timeOf(found.slice(1, 5))} --> ${timeOf(found.slice(5, 9))}`;
      blocks.push({ times, lines: [] });
    }
  }
  const cues = blocks.filter(({ times }) => times !== null);
  if (cues.length === 0) return null;
  // An empty line would end the cue.
  const texts = cues.map(({ times, lines }) => [times, ...lines.map(lineOf).filter((line) => line !== "")].join("\n"));
  return `WEBVTT\n\n${texts.join("\n\n")}\n`;
}

/** @param parts hours, minutes, seconds and milliseconds */
function timeOf(parts: readonly (string | undefined)[]): string {
  const [hours, minutes, seconds, milliseconds] = parts.map((part = "0", nth) => part.padStart(nth === 3 ? 3 : 2, "0"));
  return `${hours}:${minutes}:${seconds}.${milliseconds}`;
}

/** Keeps italics, bold and underlined text. Other tags, and those of ASS such as `{\\an8}`, would be shown as they are. */
function lineOf(line: string): string {
  return line
    .replaceAll(/\{\\[^{}]{0,200}\}/g, "")
    .replaceAll(/<(?!\/?[ibu]>)\/?[a-z][^<>]{0,200}>/gi, "")
    .replaceAll(/&(?!(?:amp|lt|gt|nbsp|lrm|rlm|#\d{1,6});)/g, "&amp;")
    .replaceAll(/<(?!\/?[ibu]>)/gi, "&lt;")
    .replaceAll("-->", "--&gt;")
    .trim();
}

/** About paths that a person has named, and their directories. `why` is the end of a sentence. */
import { withFullStop } from "./render-sentence.ts";

const mounted = "Is its disk mounted?";

export const englishOfPaths = {
  cannot_read: ({ path, why }: { readonly path: string; readonly why: string }) =>
    `Cannot read ${path}: ${withFullStop(why)}`,
  /** The directory was there before. */
  cannot_read_any_more: ({ path, why }: { readonly path: string; readonly why: string }) =>
    `Cannot read ${path}: ${withFullStop(why)} ${mounted}`,
  cannot_delete: ({ path, why }: { readonly path: string; readonly why: string }) =>
    `Cannot delete ${path}: ${withFullStop(why)}`,
  outside_roots: ({ path, roots }: { readonly path: string; readonly roots: readonly string[] }) =>
    `${path} is outside the allowed directories. Choose one in: ${roots.join(", ")}`,
  outside_roots_kept: ({ path }: { readonly path: string }) =>
    `${path} is outside the allowed directories, so it is not deleted.`,

  nul_in_path: () => "a path cannot have a NUL character in it.",
  longer_than_paths: ({ bytes }: { readonly bytes: number }) => `it is longer than ${bytes} bytes.`,
  not_absolute: () => "it is not an absolute path. Give one that begins at the root.",
  not_directory: () => "it is not a directory.",
  not_directory_to_choose: () =>
    "it is not a directory. Choose the directory that it is in. To read a video again, select it in the library and choose “Scan again”.",
  root_is_link: () => "it has become a link since Gleaner was started. If that is right, start Gleaner again.",
  not_there_mounted: () => `it is not there. ${mounted}`,
  links_cross_devices: () => "its links cross too many devices",
  disk_not_answering: ({ seconds }: { readonly seconds: number }) =>
    `its disk has not answered for ${seconds} seconds. Is its drive still connected?`,
  disk_still_silent: () => "its disk still does not answer an earlier request. Is its drive still connected?",
  outside: () => "it is outside the allowed directories.",
  changed_since_scan: () => "it has changed since it was scanned. Scan its directory again first.",
  /** @param values.obstacle as of `english-of-files.ts` */
  is_now: ({ obstacle }: { readonly obstacle: string }) => `now it ${obstacle}. Scan its directory again first.`,
  it_is: ({ obstacle }: { readonly obstacle: string }) => `it ${obstacle}.`,
  too_large_for_subtitles: () => "is larger than 2 MB, so it has no subtitles",
  no_subtitles_in_it: () => "has no subtitles in it that a browser can show",
  browsers_cannot_show: ({ path }: { readonly path: string }) =>
    `Cannot show ${path}: browsers show subtitles of .srt and .vtt files only.`,

  /** @param values.text what the system means, in English; @param values.code such as `EACCES` */
  system_error: ({ text }: { readonly code: string; readonly text: string }) => text,
  /** About a directory that a person has named. */
  system_error_of_choice: ({ text }: { readonly code: string; readonly text: string }) => {
    if (text.endsWith("read access.")) return text.replace(/\.$/, ", or choose another directory.");
    return withFullStop(text);
  },
} as const;

/** Why files and directories could not be read, checked, compared or deleted. Each follows a path, or "it". */
import { withFullStop } from "./render-sentence.ts";

const compareAgain = "Scan its directory, and compare the files again first.";

const kinds = {
  fifo: "FIFO",
  directory: "directory",
  socket: "socket",
  device: "device",
  socket_or_device: "socket or device",
  other: "special file",
} as const;
export type KindOfFile = keyof typeof kinds;

const meanings = {
  ends_early: "it is incomplete or damaged, such as after an interrupted download or copy",
  unknown: "it is damaged, or its contents are not a video",
  damaged: "it is damaged",
} as const;
/** What an error of libav means for a file. */
export type LibavMeaning = keyof typeof meanings;

const more = (count: number) => (count > 0 ? ` and ${count} more directories` : "");
const disk = (mountPoint: string | null) => (mountPoint === null ? "disk" : `disk (mounted at ${mountPoint})`);
const perhaps = (isPerhapsMemory: boolean) =>
  isPerhapsMemory ? ", perhaps because the system was short of memory" : "";

export const englishOfFiles = {
  // Files that a scan cannot read.
  vanished: () => "is not there any more",
  permission_denied: () => "permission denied",
  empty_file: () => "is empty",
  text_file: () => "is a text, such as a saved web page or a source of TypeScript, and not a video",
  not_regular_file: ({ kind }: { readonly kind: KindOfFile }) => `is a ${kinds[kind]}, not a regular file`,
  link_outside: () => "is reached through a link to outside the allowed directories",
  cannot_be_read: ({ why }: { readonly why: string }) => `cannot be read: ${why}`,
  cannot_be_read_as_video: ({ why }: { readonly why: string }) => `cannot be read as a video: ${why}`,
  took_too_long: ({ seconds }: { readonly seconds: number }) =>
    `was given up: reading it took longer than ${seconds} s`,
  disk_silent_for: ({ seconds }: { readonly seconds: number }) =>
    `cannot be read: its disk has not answered for ${seconds} s. Check the disk.`,
  out_of_memory: ({ megabytes }: { readonly megabytes: number }) =>
    `was given up: reading it takes more than ${megabytes} MB of memory`,
  memory_refused: () => "needs more memory than Gleaner gives to one file, as damaged files do",
  reader_crashed: ({ how }: { readonly how: string }) =>
    `was given up: it makes the process that reads it crash (${how})`,
  reader_killed: ({ how, isPerhapsMemory }: { readonly how: string; readonly isPerhapsMemory: boolean }) =>
    `was given up: the process that read it was ended (${how}${perhaps(isPerhapsMemory)})`,
  every_reader_died: () => "every process that worked on it died.",
  damaged_or_disk_fails: ({ libav }: { readonly libav: string }) =>
    `it is incomplete or damaged, or its disk fails (libav: ${libav})`,
  other_container: () => "its container is not one that Gleaner reads",
  /** @param values.libav null: libav gave no reason */
  libav_says: ({ meaning, libav }: { readonly meaning: LibavMeaning; readonly libav: string | null }) =>
    `${meanings[meaning]} (${libav === null ? "libav gave no reason" : `libav: ${libav}`})`,
  no_video_stream: () => "has no video stream",
  picture_size_unknown: () => "is incomplete or damaged: the size of its picture is unknown",
  description_without_end: () => "its description has no end",
  ffprobe_not_sensible: () => "ffprobe gave no sensible answer",
  name_not_utf8: () => "its name is not UTF-8. Rename it to have it scanned.",
  path_too_long: ({ bytes, longest }: { readonly bytes: number; readonly longest: number }) =>
    `Its path has ${bytes} bytes, and a library in Postgres holds paths of at most ${longest}. ` +
    "Shorten the names of its directories. The path is cut here.",
  dangling_link: () => "is a link to a file that is not there",
  link_to_file_outside: () => "is a link to a file outside the allowed directories",
  link_to_directory_outside: () => "is a link to a directory outside the allowed directories",
  link_to_above: () => "is a link to a directory above it, so it is not followed",
  link_not_followed: ({ why }: { readonly why: string }) => `is a link that cannot be followed: ${why}`,

  // Directories of a scan.
  reached_again: () => "is reached again through a link inside of it",
  directory_exchanged: () => "it is not there any more, or is reached through links now",
  nomedia_in: ({ path }: { readonly path: string }) => `the .nomedia in ${path}`,
  empty_ignore_in: ({ path }: { readonly path: string }) => `the empty .ignore in ${path}`,
  a_pattern: () => "a pattern",
  left_out_by: ({ rules }: { readonly rules: string }) => `it is left out by ${rules}, so nothing in it was scanned.`,
  root_empty: () =>
    "it is empty, though your library has videos in it. Is its disk mounted? They were not marked missing.",
  /** @param values.names of directories; none: the videos were in the directory itself */
  on_other_disk: ({ names, more: count }: { readonly names: readonly string[]; readonly more: number }) =>
    `the videos that were in ${names.length === 0 ? "it" : `${names.join(", ")}${more(count)}`} are on another disk, ` +
    "which seems not to be mounted. They were not marked missing.",
  disk_went_away: ({ failed }: { readonly failed: number }) =>
    `its disk went away during the scan.${failed === 0 ? "" : ` ${failed} of its files could not be read.`} ` +
    "Mount it and scan again.",
  /** @param values.mountPoint null: the disk of the system */
  disk_stopped_answering: ({ mountPoint }: { readonly mountPoint: string | null }) =>
    `its ${disk(mountPoint)} stopped answering during the scan. The scan waits for it and goes on with other disks. ` +
    "Check the drive and its connection.",
  disk_stopped_answering_at_end: ({ mountPoint }: { readonly mountPoint: string | null }) =>
    `its ${disk(mountPoint)} stopped answering during the scan. Check the drive, then scan again.`,

  // Files that a check or a comparison cannot read.
  check_disk_silent: () => "cannot be read: its disk does not answer. Check the disk.",
  check_error_of_disk: ({ why }: { readonly why: string }) => `cannot be read: ${why}. Check its disk.`,
  vanished_or_unplugged: () => "is not there any more, or its disk is not plugged in",
  changed_since_last_scan: () => "has changed since the last scan. Scan its directory first.",
  changed_since_scanned: () => "has changed since it was scanned. Scan its directory again",
  not_read_on: ({ seconds }: { readonly seconds: number }) =>
    `was given up: it could not be read on for ${seconds} s. Check its disk.`,

  // Files that are not deleted. Each follows "it", or "the file to keep" where that is said.
  no_safe_deletion: () => "this system has no way to delete a file without following exchanged links.",
  no_regular_file_to_delete: () => "it is not a regular file.",
  changed_since_read: () => "it has changed since it was read. Try again.",
  kept_changed_since_read: () => "the file to keep has changed since it was read. Try again.",
  too_late: () => "that would have come too late. Try again.",
  is_link: () => "it is a link, so nothing is gained.",
  changed_since_compared: () => `it has changed since it was compared. ${compareAgain}`,
  no_copy_stays: () => "no copy of it stays.",
  bytes_differ: ({ path }: { readonly path: string }) =>
    `it is not equal to the file to keep, ${path}: their bytes differ. Compare the files again first.`,
  changed_while_read: () => "it has changed while it was read. Try again.",
  to_delete_not_there: () => "it is not there. Is its disk mounted? Scan its directory.",
  named_obstacle: ({ name, obstacle }: { readonly name: string; readonly obstacle: string }) =>
    `${name} ${withFullStop(obstacle)}`,
  kept_file: ({ path, what }: { readonly path: string; readonly what: string }) =>
    `the file to keep, ${path}, ${withFullStop(what)}`,
  kept_is_link: () => "is a link, which is no copy.",
  kept_is_same: () => "is the same file, so nothing is gained.",
  kept_changed: () => `has changed since it was compared. ${compareAgain}`,
  kept_may_be_same: () =>
    "may be the same file, seen at two places: both have the same times, to the nanosecond. If they are two files, " +
    "touch one of them, scan it, and compare the files again.",
  kept_outside: () => "is outside the allowed directories.",
  changed_while_read_too: () => "has changed while it was read. Try again.",
  changed_while_opened: () => "has changed while it was opened. Try again.",
  kept_not_found: ({ why }: { readonly why: string }) => `cannot be found: ${why}`,

  /** A text of the system or of another program, which says it in English. */
  verbatim: ({ text }: { readonly text: string }) => text,
} as const;

/** Why a call of the API was refused, where its code does not say all of it. */
import { withFullStop } from "./render-sentence.ts";

const lists = (what: string) => `GET /api/v1/${what}`;

const ends = {
  completed: "had already completed",
  failed: "had already failed",
  timeout: "had already timed out",
  cancelled: "had already been cancelled",
} as const;

export const englishOfCalls = {
  no_job: () => `There is no job with this id. ${lists("jobs")} lists all jobs.`,
  no_video: () => `There is no video with this id. ${lists("videos")} lists all videos.`,
  no_root: () => `The library has no directory with this id. ${lists("roots")} lists all of them.`,
  no_saved_filter: () => `There is no saved filter with this id. ${lists("saved-filters")} lists all of them.`,
  no_group: () => `There is no such group any more. ${lists("duplicates")} lists all groups.`,
  no_subtitles: () =>
    "The video has no such subtitle file. `external_subtitles` of the video lists all of them, from 0.",
  job_ended: ({
    status,
    at,
  }: {
    readonly status: "completed" | "failed" | "timeout" | "cancelled";
    readonly at: string;
  }) => `The job ${ends[status]} at ${at}. There is nothing left to cancel.`,
  job_active: ({ status }: { readonly status: string }) =>
    `The job is ${status}. Cancel it, or wait for its end, before you resume it.`,
  same_root: ({ path, name }: { readonly path: string; readonly name: string }) =>
    `${path} is a directory of the library already. Its name is ${name}.`,
  inside_root: ({ path, other }: { readonly path: string; readonly other: string }) =>
    `${path} lies in ${other}, which is a directory of the library already. Scans of that one include it.`,
  around_root: ({ path, other }: { readonly path: string; readonly other: string }) =>
    `${path} lies around ${other}, which is a directory of the library already. Forget that one first.`,
  scan_active: ({
    path,
    isRunning,
    job,
  }: {
    readonly path: string;
    readonly isRunning: boolean;
    readonly job: string;
  }) =>
    `${path} ${isRunning ? "is being scanned" : "waits for its scan"}. Cancel this scan first: ${job}. Nothing has changed.`,
  being_forgotten: ({ path, job }: { readonly path: string; readonly job: string }) =>
    `The videos in ${path} are being removed from the library. Wait for the end of this job, then scan it: ${job}.`,
  name_taken: ({ name }: { readonly name: string }) =>
    `Another saved filter has the name "${name}". Choose another name.`,
  too_many_filters: ({ most }: { readonly most: number }) =>
    `There are ${most} saved filters already. Remove one first.`,
  setting_given: ({ name, by }: { readonly name: string; readonly by: string }) =>
    `"${name}" is set by ${by} where the server was started. Change it there.`,
  too_many_attempts: ({ seconds }: { readonly seconds: number }) =>
    `Too many wrong tokens came from your address. Try again in ${seconds} seconds.`,
  wrong_token: () => "This is not the token of this server. Enter the GLEANER_TOKEN that the server was started with.",
  session_over: () => "This session is over: the server has another token now. Sign in again with its GLEANER_TOKEN.",
  no_desktop: () => "The server runs on no desktop, so it shows no folder.",
  other_machine: () => "A folder is shown only to a person at the machine of the server.",
  no_file_manager: ({ path, why }: { readonly path: string; readonly why: string }) =>
    `No file manager can show ${path}: ${why}`,
  other_host: ({ from, host, name }: { readonly from: string; readonly host: string; readonly name: string }) =>
    `The page that sent this request is at ${from}, but the request names this server ${host}. ` +
    "If a reverse proxy stands between them, have it pass the name on (nginx: `proxy_set_header Host $http_host;`), " +
    `or add ${name} to GLEANER_ALLOWED_HOSTS. Any other site may not change anything here.`,
  other_site: () => "This request comes from a page of another site, which may not change anything here.",

  // Duplicates
  not_in_group: ({ id }: { readonly id: string }) =>
    `The video ${id} is not in this group, or its file is missing. Load the group again.`,
  not_compared: ({ path }: { readonly path: string }) =>
    `${path} was not compared. Compare the files of the group first.`,
  nothing_equal_stays: ({ path }: { readonly path: string }) =>
    `No file that stays is equal to ${path}, so it is not deleted.`,
  links_of_one_file: ({ path, other }: { readonly path: string; readonly other: string }) =>
    `${path} and ${other} are hard links of one file, so nothing is gained.`,

  // Values. `field` is the name of the value in the API, empty for all of `part`. `text` says in English what is wrong.
  wrong_values: ({ mistakes }: { readonly mistakes: readonly string[] }) => mistakes.join(" "),
  wrong_value: (mistake: {
    readonly part: string;
    readonly field: string;
    readonly text: string;
    readonly problem: string;
  }) =>
    `${mistake.field === "" ? `The ${mistake.part}` : `"${mistake.field}" in the ${mistake.part}`} ${mistake.text}.`,
  value_wrong: ({ text }: { readonly text: string }) => text,
  value_too_long: ({ text }: { readonly text: string; readonly most: number }) => text,
  value_too_many: ({ text }: { readonly text: string; readonly most: number }) => text,
  value_too_large: ({ text }: { readonly text: string; readonly most: number }) => text,
  value_too_small: ({ text }: { readonly text: string; readonly least: number }) => text,
  pattern_with_break: ({ text }: { readonly text: string }) => text,
  pattern_empty: ({ text }: { readonly text: string }) => text,
  pattern_is_comment: ({ text }: { readonly text: string }) => text,
  pattern_names_nothing: ({ text }: { readonly text: string }) => text,
  wrong_secret: ({ text }: { readonly text: string }) => text,
  wrong_address: ({ text }: { readonly text: string }) => text,
  wrong_schedule: (mistake: {
    readonly field: "cron" | "time_zone";
    readonly text: string;
    readonly problem: string;
  }) => `"schedule.${mistake.field}" in the body: ${withFullStop(mistake.text)}`,
  unknown_time_zone: ({ name }: { readonly name: string }) =>
    `"${name}" is no time zone that this machine knows. A time zone has a name such as Europe/Berlin or UTC`,
  cron_fields: ({ cron, fields }: { readonly cron: string; readonly fields: number }) =>
    `"${cron}" has ${fields === 1 ? "one field" : `${fields} fields`}. A schedule has five: minute, hour, day of the month, ` +
    'month and day of the week, such as "0 3 * * *" for every day at 03:00',
  cron_without_turn: ({ cron }: { readonly cron: string }) => `"${cron}" has no turn in any year`,
  /** @param values.why what the reader of schedules says, in English */
  cron_wrong: ({ cron, why }: { readonly cron: string; readonly why: string }) => `"${cron}" is no schedule: ${why}`,
} as const;

import { type Generated, type Selectable, sql } from "kysely";

/**
 * The tables for queries. Every type of the database is a type of JavaScript without loss: times are milliseconds since
 * 1970, JSON is text, and numbers that come out of files are floating point.
 */
export interface Tables {
  readonly jobs: JobsTable;
  readonly job_samples: JobSamplesTable;
  readonly directories: DirectoriesTable;
  readonly videos: VideosTable;
  readonly video_details: VideoDetailsTable;
  readonly video_checks: VideoChecksTable;
  readonly video_hashes: VideoHashesTable;
  readonly held_groups: HeldGroupsTable;
  readonly removed_videos: RemovedVideosTable;
  readonly scan_errors: ScanErrorsTable;
  readonly roots: RootsTable;
  readonly settings: SettingsTable;
  readonly webhook_deliveries: WebhookDeliveriesTable;
  readonly saved_filters: SavedFiltersTable;
  readonly store_info: StoreInfoTable;
  /** Only a database into which a library was moved has this table: see `transfer/move-record.ts`. */
  readonly library_moves: LibraryMovesTable;
  /** The schema steps that the database has taken. Kysely's Migrator keeps this table. */
  readonly kysely_migration: { name: string; timestamp: string };
}

export interface JobsTable {
  id: string;
  type: string;
  status: string;
  /** JSON */
  payload: string;
  unique_key: string | null;
  /** A unique index lets only one running job have it. */
  lane: string | null;
  /** JSON */
  counts: string;
  progress: number | null;
  claim: number;
  attempt: number;
  worker: string | null;
  lease_expires_at: number | null;
  cancel_requested_at: number | null;
  cancel_reason: string | null;
  resumes: string | null;
  submitted_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** See `JobFacts.ranMs`. Jobs of older versions have it in `result`, if at all. */
  ran_ms: number | null;
  error: string | null;
  /** JSON */
  result: string | null;
  revision: number;
  /** Rises with every new job: the order of submission, whatever the clock says. */
  submission: number;
  /** The last claim under which something new was committed. */
  progressed_claim: number | null;
  /** The work that the run had in hand: see `JobStore.recordInHand`. */
  in_hand: string | null;
}

/** The number of files that a scan had handled at some moments: see `scans/take-sample.ts`. */
export interface JobSamplesTable {
  job_id: string;
  at: number;
  scanned: number;
}

/** The directories that hold videos, or held some. */
export interface DirectoriesTable {
  id: Generated<number>;
  /** Absolute, with a separator at its end: see `directory-range.ts`. */
  path: string;
  /** `foldText` of the path, which search looks into. */
  folded: string;
}

export interface VideosTable {
  /** Rises with every new video, and never changes. */
  number: Generated<number>;
  id: string;
  /** In `directories`. See `pathOfVideo` for the whole path. */
  directory_id: number;
  filename: string;
  /** `naturalSortKey` of the name. Empty in a row that `videos/fill-search.ts` has not filled yet. */
  name_key: string;
  /** `foldText` of the name, which search looks into. Only Postgres has this column. */
  folded_name?: string;
  container: string;
  duration_seconds: number | null;
  duration_source: string | null;
  suspect: string | null;
  frame_rate_numerator: number | null;
  frame_rate_denominator: number | null;
  width: number;
  height: number;
  rotation: number;
  video_codec: string;
  audio_codec: string | null;
  audio_channels: number | null;
  sample_rate: number | null;
  bit_rate: number | null;
  audio_count: number;
  hdr: string | null;
  bit_depth: number | null;
  /** To filter by: see `VideoFacts`. */
  audio_languages: string;
  subtitle_languages: string;
  /** Null: those of all sounds are `audio_codec`. */
  audio_codecs: string | null;
  /** `factsVersion` of the program that read the file. Files with facts of an earlier version are read again. */
  facts_version: number;
  /** JSON: the subtitles of a video without details. Else `[]`, as the details have them. */
  subtitle_streams: string;
  file_size: number;
  /** Microseconds since 1970. */
  modified_us: number;
  /** Of the file on its disk (inode); null where the disk has none that last, or if nobody has seen it yet. */
  file_number: number | null;
  /** When the inode changed last (`ctime`), in microseconds since 1970; null as `file_number` is. */
  changed_us: number | null;
  /** See `fingerprintOf`; null if the file was not read since programs remember it. */
  fingerprint: number | null;
  /** The job that wrote it last. */
  job_id: string;
  /** The job that read the file last, if it found everything as it is in this row and so wrote nothing; else null. */
  confirmed_job_id: string | null;
  /** The subtitle files beside the video: see `subtitlesOfVideos`. */
  subtitle_files: string;
  /** The disk on which the video was seen last; null if a program wrote the row that did not remember it. */
  disk: string | null;
  missing_since: number | null;
  /** The job that found it missing. */
  missing_job_id: string | null;
  /** 'made' or 'none'; null if nobody has tried to make a poster since a scan wrote the row. */
  poster: string | null;
  /** 'ok' or 'broken'; null if nobody has checked the file as it is in this row. */
  check_verdict: Generated<string | null>;
  /** `contentOf` the hash in `video_hashes`; null if nobody has compared the file as it is in this row. */
  content: Generated<number | null>;
  created_at: number;
  updated_at: number;
}

/** The details of a video. Only a video that was read by a program that keeps them has a row. */
export interface VideoDetailsTable {
  /** The number of the video. */
  number: number;
  /** JSON of `detailsText`. */
  details: string;
}

/** The last check of a video. It is about another file if size and time are not those of the video. */
export interface VideoChecksTable {
  /** The number of the video. */
  number: number;
  file_size: number;
  modified_us: number;
  /** The job that checked it. */
  job_id: string;
  checked_at: number;
  /** 'ok' or 'broken' */
  verdict: string;
  /** See `VideoCheck`. */
  seconds: number;
  error_count: number;
  /** JSON */
  faults: string;
}

/** The hash of a whole file. It is about another file if size and time are not those of the video. */
export interface VideoHashesTable {
  /** The number of the video. */
  number: number;
  file_size: number;
  modified_us: number;
  /** As in `videos`, but of the very file that was hashed. */
  changed_us: number;
  /** The job that hashed it. */
  job_id: string;
  hashed_at: number;
  /** In hexadecimal digits. */
  sha256: string;
}

/** A group of which a request deletes files: see `DuplicateLibrary.hold`. */
export interface HeldGroupsTable {
  file_size: number;
  fingerprint: number;
  /** Of the request. */
  token: string;
  held_until: number;
}

/** A video that a person removed after the scan had begun: the scan does not write it again. */
export interface RemovedVideosTable {
  job_id: string;
  path: string;
  /** 1 if the scan had written the video, which is in its counts; else 0. */
  is_counted: number;
}

/** Every file error that a job wrote. */
export interface ScanErrorsTable {
  /** Rises with every row. */
  id: Generated<number>;
  job_id: string;
  path: string;
  /** `naturalSortKey` of the path. Empty in a row that `videos/fill-search.ts` has not filled yet. */
  path_key: string;
  /** The directory of the path, as in `directories`. */
  directory: string;
  code: string;
  message: string;
  /** JSON: `message` as data. Null: it has none. */
  sentence: string | null;
  file_size: number | null;
  modified_us: number | null;
  /** As in `videos`. */
  changed_us: number | null;
  /** 1 while the library remembers the error as the problem of the path; 0 once it knows something newer. */
  is_current: number;
  created_at: number;
}

/** The directories of the library: see `LibraryRoot`. */
export interface RootsTable {
  id: string;
  path: string;
  name: string;
  recursive: number;
  follow_links: number | null;
  include_hidden: number | null;
  /** JSON: an array of texts. */
  exclude: string;
  max_rate: number | null;
  /** Set together with `time_zone`. */
  cron: string | null;
  time_zone: string | null;
  /** Set together with `cron`. */
  turned_at: number | null;
  skipped_turn_at: number | null;
  watch: number;
  created_at: number;
}

/** Filters of videos that people keep under a name: see `SavedFilters`. */
export interface SavedFiltersTable {
  id: string;
  name: string;
  /** JSON: see `filterPayload`. */
  filter: string;
  sort: string | null;
  created_at: number;
}

/** Settings that people have changed: see `SavedSettings`. */
export interface SettingsTable {
  name: string;
  /** JSON */
  value: string;
}

/** Notices for the webhook: see `Delivery`. */
export interface WebhookDeliveriesTable {
  id: string;
  event: string;
  /** JSON */
  body: string;
  created_at: number;
  attempts: number;
  /** Null: it was delivered or given up. */
  next_at: number | null;
  delivered_at: number | null;
  problem: string | null;
  /** JSON: `problem` as data. Null: it has none. */
  sentence: string | null;
}

/** One row about the database itself. */
export interface StoreInfoTable {
  /** How many schema steps the database has taken: see `migrations/migrate.ts`. */
  schema_version: number;
  /** Written at every start, to find out whether writing works. */
  checked_at: number | null;
  /** The id of the last video that `videos/fill-search.ts` has filled; null when none is left to fill. */
  videos_filled_to: string | null;
  /** The same for `scan_errors`. */
  errors_filled_to: number | null;
  /** See `LibraryRoots.revision`. */
  roots_revision: Generated<number>;
  /** See `Deliveries.cursor`. */
  webhook_cursor: number | null;
  /** The webhook that the notices are for. */
  webhook_address: string | null;
  /** See `postgres/postgres-schema.ts`. Only Postgres has this column. */
  revision_offset?: number;
}

/** One row about the move of a library into this database. */
export interface LibraryMovesTable {
  /** The library that is moved. */
  source: string;
  /** 'moving', 'different' if the next run must begin anew, or 'finished'. */
  state: string;
  changed_at: number;
}

/** The absolute path of a row of `videos`. */
export const pathOfVideo = sql<string>`
  (select directories.path from directories where directories.id = videos.directory_id) || videos.filename`;

/** A video that is not marked missing. */
export const isPresent = sql<boolean>`missing_since is null`;

/** A video that the check of its present file has found broken. */
export const isBroken = sql<boolean>`check_verdict = 'broken'`;
export const isNotBroken = sql<boolean>`check_verdict is distinct from 'broken'`;

/**
 * The conditions of the partial indexes, word for word as in `migrations/`: SQLite uses a partial index only if the
 * condition has no parameter.
 */
export const isCurrent = sql<boolean>`is_current = 1`;
export const holdsItsKey = sql<boolean>`status in ('pending', 'running') and cancel_requested_at is null`;

/** No other job runs in the lane of this one. */
export const hasFreeLane = sql<boolean>`(lane is null or not exists (
  select 1 from jobs as other where other.lane = jobs.lane and other.status = 'running'))`;

export type JobRow = Selectable<JobsTable>;
export type VideoRow = Selectable<VideosTable>;

/** Talks to a Gleaner server: in this process, in another process, or on another machine. */
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { createParser } from "eventsource-parser";
import type { z } from "zod";
import {
  type CompareAcceptedJson,
  type CompareRequestJson,
  compareAcceptedSchema,
  type DuplicateGroupJson,
  type DuplicatesJson,
  duplicateGroupSchema,
  duplicatesSchema,
} from "../api/contract/duplicates.ts";
import { errorSchema } from "../api/contract/errors.ts";
import { type FacetsJson, facetsSchema } from "../api/contract/facets.ts";
import { type JobErrorsJson, jobErrorsSchema, type ProblemsJson, problemsSchema } from "../api/contract/file-errors.ts";
import { type FoldersJson, foldersSchema } from "../api/contract/folders.ts";
import {
  type ExcludePreviewJson,
  type ExcludePreviewRequestJson,
  excludePreviewSchema,
  type JobJson,
  type JobListJson,
  jobCreatedSchema,
  jobListSchema,
  jobSchema,
  type ResumeRequestJson,
  type ScanAcceptedJson,
  scanAcceptedSchema,
} from "../api/contract/jobs.ts";
import {
  type NewRootJson,
  type RootChangeJson,
  type RootJson,
  type RootListJson,
  type RootScanRequestJson,
  type RootScansJson,
  type RootScansRequestJson,
  rootListSchema,
  rootScansSchema,
  rootSchema,
} from "../api/contract/roots.ts";
import { type SavedFilterListJson, savedFilterListSchema } from "../api/contract/saved-filters.ts";
import type { ScanRequestJson } from "../api/contract/scan-requests.ts";
import { type NotReadyJson, notReadySchema, type ReadyJson, readySchema } from "../api/contract/server.ts";
import {
  type SettingJson,
  type SettingsChangedJson,
  type SettingsChangeJson,
  settingsChangedSchema,
  settingsSchema,
} from "../api/contract/settings.ts";
import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import {
  type CheckAcceptedJson,
  type CheckRequestJson,
  checkAcceptedSchema,
  type ForgetAnswerJson,
  type ForgetRequestJson,
  forgetAnswerSchema,
  type RescanAcceptedJson,
  type RescanRequestJson,
  rescanAcceptedSchema,
  type VideoJson,
  type VideoListJson,
  type VideoSortJson,
  videoListSchema,
  videoSchema,
} from "../api/contract/videos.ts";
import { type WorkerJson, workersSchema } from "../api/contract/workers.ts";
import { isOutOfFiles } from "../files/system-error-text.ts";
import { type HttpRequest, sendRequest } from "./http-request.ts";
import { type OwnCommand, ownCommand } from "./own-command.ts";
import { ApiError, Unreachable } from "./server-errors.ts";

export interface ServerAddress {
  /** Such as `http://127.0.0.1:8765`. */
  readonly url: string;
  readonly token: string | null;
}

/** Filters and order of a list of videos. */
export type VideoListQuery = VideoFilterJson & { readonly sort?: VideoSortJson | undefined };

type QueryValue = string | number | boolean | undefined;
/** The filters and the order of a list. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

/** A list that the server sends as a file. */
export type ExportedList =
  | "videos"
  | "videos/problems"
  | "folders"
  | "statistics"
  | "duplicates"
  | "roots"
  | "settings"
  | "jobs"
  | `jobs/${string}/errors`;

/** Every call throws `ApiError` or `Unreachable`. Calls with a signal also throw `signal.reason`. */
export class ApiClient {
  readonly url: string;
  readonly #token: string | null;
  readonly #ownCommand: OwnCommand;

  /** @param options.ownCommand how people type other commands. Default: `gleaner COMMAND` */
  constructor({ url, token }: ServerAddress, options: { readonly ownCommand?: OwnCommand } = {}) {
    this.url = url.replace(/\/+$/, "");
    this.#token = token;
    this.#ownCommand = options.ownCommand ?? ownCommand("gleaner");
  }

  submitScan(request: ScanRequestJson): Promise<ScanAcceptedJson> {
    return this.#call(scanAcceptedSchema, "POST", "/api/v1/videos/scan", { body: request });
  }

  job(id: string): Promise<JobJson> {
    return this.#call(jobSchema, "GET", jobPath(id));
  }

  jobs(query: { limit: number; cursor?: string | undefined; status?: string | undefined }): Promise<JobListJson> {
    return this.#call(jobListSchema, "GET", "/api/v1/jobs", { query });
  }

  savedFilters(): Promise<SavedFilterListJson> {
    return this.#call(savedFilterListSchema, "GET", "/api/v1/saved-filters");
  }

  statistics(query: VideoFilterJson): Promise<FacetsJson> {
    return this.#call(facetsSchema, "GET", "/api/v1/statistics", { query });
  }

  folders(query: { path: string | undefined; cursor: string | undefined }): Promise<FoldersJson> {
    return this.#call(foldersSchema, "GET", "/api/v1/folders", { query });
  }

  duplicates(query: { path: string | undefined; cursor: string | undefined }): Promise<DuplicatesJson> {
    return this.#call(duplicatesSchema, "GET", "/api/v1/duplicates", { query });
  }

  /** @param query.cursor `next_cursor` of the group before */
  duplicateGroup(id: string, query: { cursor?: string | undefined }): Promise<DuplicateGroupJson> {
    return this.#call(duplicateGroupSchema, "GET", `/api/v1/duplicates/${encodeURIComponent(id)}`, { query });
  }

  compareFiles(request: NonNullable<CompareRequestJson>): Promise<CompareAcceptedJson> {
    return this.#call(compareAcceptedSchema, "POST", "/api/v1/duplicates/compare", { body: request });
  }

  async workers(): Promise<readonly WorkerJson[]> {
    return (await this.#call(workersSchema, "GET", "/api/v1/workers")).workers;
  }

  async settings(): Promise<readonly SettingJson[]> {
    return (await this.#call(settingsSchema, "GET", "/api/v1/settings")).settings;
  }

  changeSettings(body: SettingsChangeJson): Promise<SettingsChangedJson> {
    return this.#call(settingsChangedSchema, "PATCH", "/api/v1/settings", { body });
  }

  cancel(id: string, reason?: string): Promise<JobJson> {
    return this.#call(jobSchema, "POST", `${jobPath(id)}/cancel`, { body: reason === undefined ? {} : { reason } });
  }

  async resume(id: string, body: NonNullable<ResumeRequestJson> = {}): Promise<string> {
    return (await this.#call(jobCreatedSchema, "POST", `${jobPath(id)}/resume`, { body })).job_id;
  }

  jobErrors(id: string, query: { limit: number; cursor?: string | undefined }): Promise<JobErrorsJson> {
    return this.#call(jobErrorsSchema, "GET", `${jobPath(id)}/errors`, { query });
  }

  /** Files and directories in a directory that could not be read when a scan last tried. */
  problems(query: { path?: string | undefined; limit: number; cursor?: string | undefined }): Promise<ProblemsJson> {
    return this.#call(problemsSchema, "GET", "/api/v1/videos/problems", { query });
  }

  previewExclusion(request: ExcludePreviewRequestJson): Promise<ExcludePreviewJson> {
    return this.#call(excludePreviewSchema, "POST", "/api/v1/videos/exclude/preview", { body: request });
  }

  /** Reads the files of videos again. */
  rescan(request: RescanRequestJson): Promise<RescanAcceptedJson> {
    return this.#call(rescanAcceptedSchema, "POST", "/api/v1/videos/rescan", { body: request });
  }

  check(request: CheckRequestJson): Promise<CheckAcceptedJson> {
    return this.#call(checkAcceptedSchema, "POST", "/api/v1/videos/check", { body: request });
  }

  forget(request: ForgetRequestJson): Promise<ForgetAnswerJson> {
    return this.#call(forgetAnswerSchema, "POST", "/api/v1/videos/forget", { body: request });
  }

  roots(): Promise<RootListJson> {
    return this.#call(rootListSchema, "GET", "/api/v1/roots");
  }

  addRoot(request: NewRootJson): Promise<RootJson> {
    return this.#call(rootSchema, "POST", "/api/v1/roots", { body: request });
  }

  changeRoot(id: string, changes: RootChangeJson): Promise<RootJson> {
    return this.#call(rootSchema, "PATCH", rootPath(id), { body: changes });
  }

  /** The videos stay in the library. */
  async removeRoot(id: string): Promise<void> {
    const path = rootPath(id);
    const response = await this.#send(path, { method: "DELETE" });
    if (!isOk(response)) throw await this.#errorOf(response, path);
    response.resume();
  }

  forgetRoot(id: string): Promise<ForgetAnswerJson> {
    return this.#call(forgetAnswerSchema, "DELETE", rootPath(id), { query: { forget_videos: true } });
  }

  scanRoot(id: string, request: RootScanRequestJson): Promise<ScanAcceptedJson> {
    return this.#call(scanAcceptedSchema, "POST", `${rootPath(id)}/scan`, { body: request });
  }

  scanRoots(request: RootScansRequestJson): Promise<RootScansJson> {
    return this.#call(rootScansSchema, "POST", "/api/v1/roots/scan", { body: request });
  }

  videos(query: VideoListQuery & { limit: number; cursor?: string | undefined }): Promise<VideoListJson> {
    return this.#call(videoListSchema, "GET", "/api/v1/videos", { query });
  }

  /**
   * All of a list that matches, as parts of a CSV file.
   *
   * @throws Unreachable also when the connection breaks before the end
   */
  async *csv(list: ExportedList, query: Query): AsyncGenerator<string, void, undefined> {
    const path = `/api/v1/${list}/export`;
    const response = await this.#send(`${path}${inAddress({ ...query, format: "csv" })}`);
    if (!isOk(response)) throw await this.#errorOf(response, path);
    if (response.headers["content-type"]?.startsWith("text/csv") !== true) throw unexpectedAnswer(response, null);
    response.setEncoding("utf8");
    try {
      for await (const part of response) yield String(part);
    } catch (error) {
      throw this.#unreachable(error);
    }
  }

  video(id: string): Promise<VideoJson> {
    return this.#call(videoSchema, "GET", `/api/v1/videos/${encodeURIComponent(id)}`);
  }

  /** The health of the server, good or bad. */
  async ready(): Promise<ReadyJson | NotReadyJson> {
    const path = "/health/ready";
    const response = await this.#send(path);
    if (isOk(response)) return this.#read(readySchema, response);
    if (response.statusCode !== 503) throw await this.#errorOf(response, path);
    return this.#read(notReadySchema, response);
  }

  /**
   * The states of a job, beginning with the present one, until it has ended.
   *
   * @throws Unreachable when the connection breaks before that
   */
  async *follow(
    id: string,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<JobJson, void, undefined> {
    const path = `${jobPath(id)}/events`;
    const response = await this.#send(path, { headers: { accept: "text/event-stream" }, signal });
    if (!isOk(response)) throw await this.#errorOf(response, path);
    const arrived: JobJson[] = [];
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event === "job") arrived.push(jobSchema.parse(JSON.parse(data)));
      },
    });
    response.setEncoding("utf8");
    try {
      for await (const chunk of response) {
        parser.feed(String(chunk));
        for (const job of arrived.splice(0)) {
          yield job;
          if (job.finished_at !== null) return;
        }
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#unreachable(error);
    }
    throw this.#unreachable(null);
  }

  async #call<Schema extends z.ZodType>(
    schema: Schema,
    method: NonNullable<HttpRequest["method"]>,
    path: string,
    { query = {}, body }: { readonly query?: Query; readonly body?: unknown } = {},
  ): Promise<z.output<Schema>> {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await this.#send(`${path}${inAddress(query)}`, { method, ...sent });
    if (!isOk(response)) throw await this.#errorOf(response, path);
    return this.#read(schema, response);
  }

  async #send(path: string, { headers, signal, ...rest }: HttpRequest = {}): Promise<IncomingMessage> {
    const authorization = this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
    const request = { ...rest, headers: { ...headers, ...authorization }, signal };
    try {
      return await sendRequest(new URL(`${this.url}${path}`), request);
    } catch (error) {
      signal?.throwIfAborted();
      // That says nothing about the server.
      if (isOutOfFiles(error)) throw error;
      throw this.#unreachable(error);
    }
  }

  async #read<Schema extends z.ZodType>(schema: Schema, response: IncomingMessage): Promise<z.output<Schema>> {
    const body = await text(response).catch((error: unknown) => {
      throw this.#unreachable(error);
    });
    try {
      return schema.parse(JSON.parse(body));
    } catch (error) {
      throw unexpectedAnswer(response, error);
    }
  }

  /** The error of a response. The next step in a terminal differs from the next step over HTTP. */
  async #errorOf(response: IncomingMessage, path: string): Promise<ApiError> {
    const error = await errorOf(response);
    const message = this.#messageForTerminal(error, path);
    return message === null ? error : new ApiError(error.status, error.code, message);
  }

  /** Null: the message of the server suits a terminal. */
  #messageForTerminal({ code }: ApiError, path: string): string | null {
    if (code === "NOT_FOUND" && path.startsWith("/api/v1/jobs/")) {
      return `There is no scan with this id. \`${this.#ownCommand("jobs")}\` lists them.`;
    }
    if (code !== "UNAUTHORIZED") return null;
    return this.#token === null
      ? `The server at ${this.url} is protected. Set GLEANER_TOKEN to its token.`
      : `GLEANER_TOKEN is not the token of the server at ${this.url}. Set it to the token that the server was started with.`;
  }

  #unreachable(cause: unknown): Unreachable {
    return new Unreachable(`No Gleaner answers at ${this.url}. Is \`gleaner serve\` running there?`, { cause });
  }
}

/** The query of an address, with its question mark. */
function inAddress(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) search.append(name, String(each));
  }
  return search.size === 0 ? "" : `?${search.toString()}`;
}

function jobPath(id: string): string {
  return `/api/v1/jobs/${encodeURIComponent(id)}`;
}

function rootPath(id: string): string {
  return `/api/v1/roots/${encodeURIComponent(id)}`;
}

function isOk({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

async function errorOf(response: IncomingMessage): Promise<ApiError> {
  const body = await text(response).catch(() => "");
  try {
    const { detail } = errorSchema.parse(JSON.parse(body));
    return new ApiError(response.statusCode ?? 0, detail.code, detail.message);
  } catch (error) {
    return unexpectedAnswer(response, error);
  }
}

function unexpectedAnswer({ statusCode = 0, statusMessage = "", headers }: IncomingMessage, cause: unknown): ApiError {
  const answer = `${statusCode} ${statusMessage}`.trim();
  const message =
    headers.location === undefined
      ? `The server at this address is not Gleaner, or it has an error: it answered ${answer}.`
      : `The server at this address is somewhere else: it answered ${answer}, with the address ${headers.location}.`;
  return new ApiError(statusCode, "UNEXPECTED_ANSWER", message, { cause });
}

import { setTimeout as delay } from "node:timers/promises";
import { type FastifyInstance, fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import { videoExtensions } from "../scanning/walk/walk-rules.ts";
import { answersInTime, orStoreError } from "./answers-in-time.ts";
import type { AppOptions, AppParts } from "./app-parts.ts";
import { withoutBasePath } from "./base-path.ts";
import { checkRoutes } from "./check-routes.ts";
import { databaseLimits } from "./database-limits.ts";
import type { describeApi } from "./describe-api.ts";
import { docsRoutes } from "./docs/docs-routes.ts";
import { duplicateExportRoutes } from "./duplicate-export-routes.ts";
import { duplicateRoutes } from "./duplicate-routes.ts";
import { answerClientError, answerError, handleErrors } from "./error-handler.ts";
import { eventRoutes } from "./event-routes.ts";
import { excludeRoutes } from "./exclude-routes.ts";
import { exportRoutes } from "./export-routes.ts";
import { ExportTurns } from "./export-turns.ts";
import { facetRoutes } from "./facet-routes.ts";
import { filesystemRoutes } from "./filesystem-routes.ts";
import { filmRoutes } from "./film-routes.ts";
import { folderRoutes } from "./folder-routes.ts";
import { forgetRoutes } from "./forget-routes.ts";
import { guard } from "./guard.ts";
import { healthRoutes } from "./health-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { keptDuplicates } from "./kept-duplicates.ts";
import { listExportRoutes } from "./list-export-routes.ts";
import { LongRequests, serverStopping } from "./long-requests.ts";
import type { measure } from "./metrics.ts";
import { pageRoutes } from "./page-routes.ts";
import { playlistRoutes } from "./playlist-routes.ts";
import { requestLimits } from "./request-limits.ts";
import { RequestLog } from "./request-log.ts";
import { rescanRoutes } from "./rescan-routes.ts";
import { rootExportRoutes } from "./root-export-routes.ts";
import { rootRoutes } from "./root-routes.ts";
import { savedFilterRoutes } from "./saved-filter-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { settingsExportRoutes } from "./settings-export-routes.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { showInFolderRoutes } from "./show-in-folder-routes.ts";
import { endSilentConnections } from "./silent-connections.ts";
import { subtitleRoutes } from "./subtitle-routes.ts";
import { thumbnailRoutes } from "./thumbnail-routes.ts";
import { TotalsOfRoots } from "./totals-of-roots.ts";
import { versionRoute } from "./version-route.ts";
import { videoRoutes } from "./video-routes.ts";
import { webhookRoutes } from "./webhook-routes.ts";
import { withKeptCounts } from "./with-kept-counts.ts";
import { workerRoutes } from "./worker-routes.ts";
import { WrongTokens } from "./wrong-tokens.ts";

const bodyLimit = 64 * 1024;

/**
 * The number of event streams that may be open at the same time. Each one is a connection and a listener. One more ends
 * the oldest, so that clients that never read cannot lock others out. A client whose stream ends connects again by
 * itself and misses nothing.
 */
const streamsLimit = { most: 100, whenFull: "end_oldest" } as const;

/** The number of waits and listings that may be open at the same time. Each one is a connection. */
const waitsLimit = { most: 200, whenFull: "refuse" } as const;

/** The number of exports at the same time. Each has a page of videos in memory, also if its client is slow. */
const exportsLimit = { most: 8, whenFull: "refuse" } as const;

/** The number of films that are sent at the same time. Each has about a megabyte in memory. */
const filmsLimit = { most: 32, whenFull: "refuse", what: "films" } as const;

/** The number of deletions of equal files at the same time. Each may wait long for the one thread that compares on its disk. */
const deletionsLimit = { most: 32, whenFull: "refuse", what: "deletions" } as const;

/** How long the database may take to find a part of an export of duplicates, in milliseconds. */
const exportTimeoutMs = 120_000;

/**
 * Makes the HTTP server. It does not listen yet. Closing it ends waits and event streams.
 */
export function createApp(parts: AppParts, options: AppOptions): FastifyInstance {
  const { logLevel, logStream, serverFor } = options;
  const { basePath = "" } = options;
  const app = fastify({
    bodyLimit,
    requestTimeout: requestLimits.requestTimeout,
    http: requestLimits,
    ...(serverFor !== undefined && { serverFactory: serverFor }),
    rewriteUrl: ({ url = "/" }) => withoutBasePath(url, basePath),
    logger: logStream === undefined ? { level: logLevel } : { level: logLevel, stream: logStream },
    logController: new RequestLog(),
    // Fastify's own answer has another form than all other errors; see `refuseWhileClosing`.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    clientErrorHandler: answerClientError,
  });
  const paths = options.paths ?? pathsWithoutRoots(app, options);
  const streams = new LongRequests(streamsLimit);
  const waits = new LongRequests(waitsLimit);
  const exports = new LongRequests(exportsLimit);
  const turns = new ExportTurns();
  const films = new LongRequests(filmsLimit);
  const deletions = new LongRequests(deletionsLimit);
  const limits = databaseLimits(parts.health);
  const queue = answersInTime(parts.queue, { ...limits.jobs, except: ["wait"] });
  const library = answersInTime(parts.videos, limits.videos);
  const totals = new TotalsOfRoots({ videos: library, queue });
  const { duplicates, countAnew } = keptDuplicates(answersInTime(parts.duplicates, limits.videos), { queue });
  // An export searches for 50,000 files at once, and nobody looks at the page meanwhile.
  const patientDuplicates = answersInTime(parts.duplicates, { ...limits.videos, timeoutMs: exportTimeoutMs });
  const onRemoved = () => {
    totals.forget();
    countAnew();
  };
  const videos = withKeptCounts(library, { queue, onRemoved });
  const settings = parts.settings && answersInTime(parts.settings, { ...limits.jobs, except: ["list"] });
  const webhook = parts.webhook && answersInTime(parts.webhook, { ...limits.jobs, except: ["test"] });
  const workers = async () => orStoreError(parts.workers?.() ?? Promise.resolve([]), limits.jobs);
  const roots = answersInTime(parts.roots, limits.jobs);
  const filters = answersInTime(parts.filters, limits.jobs);
  const forgetting = answersInTime(parts.forgetting, limits.jobs);
  const known = answersInTime(parts.known, limits.videos);
  const inTimeParts: AppParts = { ...parts, queue, videos, duplicates, roots, filters, forgetting, known };
  const wrongTokens = new WrongTokens({
    now: () => performance.now(),
    delay: (ms) => delay(ms, undefined, { ref: false }),
    onWrong: (wrong) => app.log.warn(wrong, "Requests had a wrong token"),
  });

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  readOnlyJson(app);
  handleErrors(app, { basePath });
  guard(app, options, wrongTokens);
  refuseWhileClosing(app, [streams, waits, exports, films, deletions]);
  if (serverFor === undefined) {
    const endSilent = endSilentConnections(app.server);
    app.addHook("preClose", async () => endSilent());
  }
  if (options.forPeople) {
    describeLater(app, { version: options.version, basePath });
    docsRoutes(app, { basePath, hasPage: options.page !== null });
    measureLater(app, { queue, streams });
  }
  if (options.page === null) withoutPage(app, basePath);
  else pageRoutes(app, options.page, { basePath });
  app.register(async (root) => {
    healthRoutes(root, { ...parts.health, setAsideJobs: () => queue.setAside() });
    await root.register(
      async (api) => {
        jobRoutes(api, inTimeParts, { paths, waits });
        eventRoutes(api, inTimeParts, { streams });
        videoRoutes(api, inTimeParts, { ...options, paths });
        filmRoutes(api, inTimeParts, { paths, films });
        subtitleRoutes(api, inTimeParts, { paths, films });
        playlistRoutes(api, inTimeParts, options);
        showInFolderRoutes(api, inTimeParts, { paths, showFile: parts.showFile ?? null });
        facetRoutes(api, inTimeParts);
        savedFilterRoutes(api, inTimeParts);
        exportRoutes(api, inTimeParts, { exports, turns });
        listExportRoutes(api, inTimeParts, { exports, turns });
        duplicateExportRoutes(api, { ...inTimeParts, duplicates: patientDuplicates }, { exports, turns });
        folderRoutes(api, inTimeParts);
        forgetRoutes(api, inTimeParts);
        excludeRoutes(api, inTimeParts, { exclude: options.exclude ?? [], waits });
        rootRoutes(api, inTimeParts, { paths, totals });
        rootExportRoutes(api, inTimeParts, { totals, exports, turns });
        checkRoutes(api, inTimeParts);
        rescanRoutes(api, inTimeParts, { paths });
        duplicateRoutes(api, inTimeParts, { ...options, paths, deletions });
        thumbnailRoutes(api, inTimeParts);
        filesystemRoutes(api, { paths, listings: waits, extensions: options.extensions ?? videoExtensions });
        versionRoute(api, parts.health, options);
        workerRoutes(api, workers);
        if (settings !== undefined) {
          settingsRoutes(api, settings);
          settingsExportRoutes(api, settings, { exports, turns });
        }
        if (webhook !== undefined) webhookRoutes(api, webhook, { waits });
        sessionRoutes(api, { ...options, wrongTokens });
        if (options.forPeople) api.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
      },
      { prefix: "/api/v1" },
    );
  });
  return app;
}

function pathsWithoutRoots(app: FastifyInstance, { loopbackOnly }: AppOptions): NamedPaths {
  const disks = new DiskThreads();
  app.addHook("onClose", async () => disks.close());
  return new NamedPaths({ roots: [], loopbackOnly, disks });
}

/** Takes JSON as the only body. An empty body counts as none, even if its content type is JSON. */
function readOnlyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else void parseJson(request, body, done);
  });
}

/** While the server closes, finishes short requests, ends long ones, and refuses new ones. */
function refuseWhileClosing(app: FastifyInstance, requests: readonly LongRequests[]): void {
  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
    for (const long of requests) long.close();
  });
  app.addHook("onRequest", async () => {
    if (closing) throw serverStopping();
  });
  app.addHook("onSend", async (_request, reply) => {
    // A connection that stays open for the next request would delay the close.
    if (closing) reply.header("connection", "close");
  });
}

/** Measures all requests. The metrics take long to load, so only servers for people load them. */
function measureLater(app: FastifyInstance, parts: Parameters<typeof measure>[1]): void {
  const plugin = async (root: FastifyInstance) => {
    const metrics = await import("./metrics.ts");
    metrics.metricsRoute(root, metrics.measure(root, parts));
  };
  // Its hook is for the routes of all plugins.
  app.register(Object.assign(plugin, { [Symbol.for("skip-override")]: true }));
}

/** Describes all routes. The document takes long to load, so only servers for people load it. */
function describeLater(app: FastifyInstance, options: Parameters<typeof describeApi>[1]): void {
  const plugin = async (root: FastifyInstance) => {
    const description = await import("./describe-api.ts");
    await description.describeApi(root, options);
  };
  // Its hook is for the routes of all plugins.
  app.register(Object.assign(plugin, { [Symbol.for("skip-override")]: true }));
}

/** A server without a page sends browsers to the description of its API. */
function withoutPage(app: FastifyInstance, basePath: string): void {
  app.register(async (root) => {
    root.get("/", { schema: { hide: true } }, (_, reply) => reply.redirect(`${basePath}/docs`));
  });
}

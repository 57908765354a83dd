/**
 * A library through a year, on real files: each day people add, remove, replace, rename and move films, a disk is unplugged
 * and plugged in again, scans are cancelled, and the server is killed in the middle of them. The nightly scans come by
 * schedule, on a clock that the test puts forward; in some nights the server is off. On some days one directory is watched,
 * and then agrees with the files before the night. After each night, everything that the
 * scans must have put right is compared with the files: the rows are read beside the program.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import type { JobCreatedJson, JobJson } from "../../src/api/contract/jobs.ts";
import type { RootJson } from "../../src/api/contract/roots.ts";
import { type GleanerServer, startGleanerServer } from "../gleaner-process.ts";
import { openLibrary } from "../library-rows.ts";
import { type Disks, makeDisks } from "../scanning/disks.ts";
import { checkDigests } from "../store/check-digests.ts";
import { videosWithPaths } from "../store/videos-with-paths.ts";
import { type Draw, type Film, Films, filesBelow } from "./films.ts";

export interface YearOptions {
  readonly days: number;
  /** How many films there are on the first day. */
  readonly films: number;
  readonly draw: Draw;
  /** A directory for everything. */
  readonly directory: string;
  /** Called after each day that ended with a comparison. */
  readonly onDay?: (day: number, happened: Happened) => void;
}

/** How often things happened. */
export type Happened = Record<(typeof events)[number] | Change, number>;

const events = ["nights", "nightsOff", "kills", "cancels", "unplugged", "watched"] as const;

const changes = [
  "add",
  "remove",
  "replace",
  "touch",
  "rename",
  "renameOver",
  "moveToOtherRoot",
  "moveAndLeaveOut",
  "renameDirectory",
  "copy",
] as const;
type Change = (typeof changes)[number];

/** @returns how often things happened. @throws AssertionError when the library is not what the files are */
export async function simulateYear(options: YearOptions): Promise<Happened> {
  const disks = makeDisks(join(options.directory, "disks"));
  const year = await Year.begin(options, disks);
  try {
    for (let day = 1; day <= options.days; day++) await year.live(day);
    await year.plugIn();
    await year.sleepAndLook();
    return year.happened;
  } finally {
    await year.end();
    await disks[Symbol.asyncDispose]();
  }
}

class Year {
  readonly happened = Object.fromEntries([...events, ...changes].map((name) => [name, 0])) as Happened;
  readonly #options: YearOptions;
  readonly #disks: Disks;
  readonly #films: Films;
  readonly #data: string;
  /** A directory on the disk of the system, and one that is a disk of its own. */
  readonly #roots: { readonly fixed: string; readonly unpluggable: string };
  readonly #rootIds: string[] = [];
  /** The last scan by schedule of each directory. */
  readonly #lastScans = new Map<string, string>();
  #server: GleanerServer;
  #isPlugged = true;
  /** How far the clock of the server is ahead, in milliseconds. */
  #aheadMs = 0;

  static async begin(options: YearOptions, disks: Disks): Promise<Year> {
    const roots = { fixed: join(options.directory, "films"), unpluggable: join(options.directory, "usb") };
    for (const root of Object.values(roots)) await mkdir(root);
    await disks.make("usb");
    await disks.mount("usb", roots.unpluggable);
    const films = await Films.make(options.draw);
    for (const root of Object.values(roots)) await films.add(root, Math.ceil(options.films / 2));
    const data = join(options.directory, "data");
    const year = new Year(options, { disks, films, roots, data, server: await startOn(data, 0) });
    for (const path of Object.values(roots)) await year.#schedule(path);
    return year;
  }

  private constructor(
    options: YearOptions,
    parts: {
      readonly disks: Disks;
      readonly films: Films;
      readonly roots: { readonly fixed: string; readonly unpluggable: string };
      readonly data: string;
      readonly server: GleanerServer;
    },
  ) {
    this.#options = options;
    this.#disks = parts.disks;
    this.#films = parts.films;
    this.#roots = parts.roots;
    this.#data = parts.data;
    this.#server = parts.server;
  }

  async live(day: number): Promise<void> {
    const isWatched = this.#isOneIn(4);
    if (isWatched) await this.#watch(true);
    for (let changed = this.#draw(8); changed > 0; changed--) await this.#change();
    if (this.#isOneIn(15)) await (this.#isPlugged ? this.#unplug() : this.plugIn());
    if (this.#isOneIn(6)) await this.#killInAScan();
    // What a person has cancelled waits for the next change or scan.
    if (this.#isOneIn(6) && !isWatched) await this.#cancelAScan();
    if (isWatched) await this.#untilWatchAgrees();
    await this.sleepAndLook();
    this.#options.onDay?.(day, this.happened);
  }

  async plugIn(): Promise<void> {
    if (this.#isPlugged) return;
    await this.#disks.mount("usb", this.#roots.unpluggable);
    this.#isPlugged = true;
  }

  async end(): Promise<void> {
    this.#server.kill("SIGTERM");
    await this.#server.exit;
  }

  /** A night passes, in which all directories are scanned by their schedules. Then compares the library with the files. */
  async sleepAndLook(): Promise<void> {
    if (this.#isOneIn(8)) {
      await this.end();
      this.#aheadMs += dayMs;
      this.#server = await startOn(this.#data, this.#aheadMs);
      this.happened.nightsOff += 1;
    } else this.#pass(dayMs);
    for (const root of this.#rootIds) await this.#untilScannedBySchedule(root);
    await this.#look();
    this.happened.nights += 1;
  }

  #pass(ms: number): void {
    this.#aheadMs += ms;
    this.#server.child.send(ms);
  }

  async #schedule(path: string): Promise<void> {
    const body = { path, schedule: { cron: "0 3 * * *", time_zone: "Europe/Berlin" } };
    const added = await this.#server.call<RootJson>("POST", "/api/v1/roots", body);
    strictEqual(added.status, 201);
    this.#rootIds.push(added.body.root_id);
  }

  /** Lets the directory that is always there be watched, or not. */
  async #watch(watch: boolean): Promise<void> {
    const [id] = this.#rootIds;
    strictEqual((await this.#server.call("PATCH", `/api/v1/roots/${id}`, { watch })).status, 200);
    // The server follows settings every few seconds.
    this.#pass(6_000);
    const state = watch ? "watching" : "off";
    while ((await this.#server.call<RootJson>("GET", `/api/v1/roots/${id}`)).body.watch_state !== state)
      await delay(20);
  }

  /** Waits until the watched directory agrees with its files, and watches it no longer: a scan by schedule comes next. */
  async #untilWatchAgrees(): Promise<void> {
    const { fixed } = this.#roots;
    const end = performance.now() + 60_000;
    for (;;) {
      const files = await Promise.all((await filesBelow(fixed)).map(fileAt));
      const rows = rowsOf(this.#data).filter(({ path, isMissing }) => !isMissing && path.startsWith(`${fixed}/`));
      const [known, there] = [rows.map(({ file }) => file), files].map((all) => all.toSorted().join("\n"));
      if (known === there) break;
      if (performance.now() > end) strictEqual(known, there, "The watch has missed something");
      await delay(50);
    }
    await this.#watch(false);
    const isActive = async (status: string) =>
      (await this.#server.call<{ jobs: unknown[] }>("GET", `/api/v1/jobs?status=${status}`)).body.jobs.length > 0;
    while ((await isActive("pending")) || (await isActive("running"))) await delay(20);
    this.happened.watched += 1;
  }

  /** Waits for the end of the next scan by schedule. */
  async #untilScannedBySchedule(root: string): Promise<void> {
    for (;;) {
      const { last_job: last } = (await this.#server.call<RootJson>("GET", `/api/v1/roots/${root}`)).body;
      if (last?.payload.trigger === "schedule" && last.job_id !== this.#lastScans.get(root)) {
        const scan = await this.#wait(last.job_id);
        ok(scan.status === "completed" || !this.#isPlugged, `The scan by schedule ended so: ${JSON.stringify(scan)}`);
        this.#lastScans.set(root, last.job_id);
        return;
      }
      await delay(20);
    }
  }

  #draw(below: number): number {
    return this.#options.draw(below);
  }

  #isOneIn(number: number): boolean {
    return this.#draw(number) === 0;
  }

  async #unplug(): Promise<void> {
    const { unpluggable } = this.#roots;
    // While the disk is away, nothing proves that a film has left it, so the film would be a new one elsewhere.
    if (this.#films.all.some(({ root, seenIn }) => root !== unpluggable && seenIn === unpluggable)) return;
    await this.#disks.unmount(unpluggable);
    this.#isPlugged = false;
    this.happened.unplugged += 1;
  }

  async #change(): Promise<void> {
    const change = changes[this.#draw(changes.length)] ?? "add";
    const roots = this.#isPlugged ? Object.values(this.#roots) : [this.#roots.fixed];
    const root = roots[this.#draw(roots.length)] ?? this.#roots.fixed;
    const films = this.#films.there(root);
    const film = films[this.#draw(films.length)];
    if (await this.#doChange(change, { root, film, other: roots.find((one) => one !== root) })) {
      this.happened[change] += 1;
    }
  }

  async #doChange(
    change: Change,
    {
      root,
      film,
      other,
    }: { readonly root: string; readonly film: Film | undefined; readonly other: string | undefined },
  ): Promise<boolean> {
    if (change === "add") return this.#films.add(root, 1 + this.#draw(5));
    if (film === undefined) return false;
    if (change === "renameOver") {
      const others = this.#films.there(other !== undefined && this.#isOneIn(2) ? other : root);
      const overwritten = others[this.#draw(others.length)];
      return overwritten !== undefined && this.#films.renameOver(film, overwritten);
    }
    if (change !== "moveToOtherRoot" && change !== "moveAndLeaveOut") return this.#films[change](film);
    if (other === undefined) return false;
    return change === "moveToOtherRoot" ? this.#films.rename(film, other) : this.#films.moveAndLeaveOut(film, other);
  }

  /** A power cut: the scan is killed at a random moment, and goes on by itself at the next start. */
  async #killInAScan(): Promise<void> {
    const id = await this.#submit(this.#roots.fixed);
    await delay(this.#draw(200));
    this.#server.kill("SIGKILL");
    await this.#server.exit;
    this.#server = await startOn(this.#data, this.#aheadMs);
    await this.#waitAndCount(id);
    this.happened.kills += 1;
  }

  async #cancelAScan(): Promise<void> {
    const root = Object.values(this.#roots)[this.#draw(2)] ?? this.#roots.fixed;
    const id = await this.#submit(root);
    await delay(this.#draw(100));
    const { status } = await this.#server.call("POST", `/api/v1/jobs/${id}/cancel`);
    await this.#waitAndCount(id);
    if (status === 200) this.happened.cancels += 1;
  }

  async #submit(path: string): Promise<string> {
    const { status, body } = await this.#server.call<JobCreatedJson>("POST", "/api/v1/videos/scan", { path });
    strictEqual(status, 202);
    return body.job_id;
  }

  async #wait(id: string): Promise<JobJson> {
    const { status, body } = await this.#server.call("GET", `/api/v1/jobs/${id}/wait?timeout=300`);
    strictEqual(status, 200, JSON.stringify(body));
    return body;
  }

  /** Waits for the end of a scan that ran alone, and compares its counts with its rows. No other scan has written since. */
  async #waitAndCount(id: string): Promise<void> {
    await this.#wait(id);
    const library = openLibrary(this.#data);
    const { counted, rows } = library.countsAndRowsOf(id);
    library.close();
    deepStrictEqual(rows, counted);
    checkDigests(join(this.#data, "gleaner.db"));
  }

  async #look(): Promise<void> {
    const rows = rowsOf(this.#data);
    const atPath = new Map(rows.map((row) => [row.path, row]));
    const present = this.#films.there();
    const unseen: Film[] = [];
    for (const film of present) {
      const row = atPath.get(film.path);
      // What was put on a disk just before it was unplugged is not known yet, also if it has the name of another film.
      if (this.#isUnplugged(film) && (row === undefined || film.since === "moved")) unseen.push(film);
      else {
        ok(row !== undefined, `${film.path} is not in the library`);
        strictEqual(row.isMissing, false, `${film.path} is marked missing`);
        film.id ??= row.id;
        if (!this.#isUnplugged(film)) film.since = null;
        strictEqual(row.id, film.id, `${film.path} has another id. It was in ${film.seenIn}`);
        film.seenIn = film.root;
      }
    }
    const gone = this.#films.all.filter((film) => !film.isThere && film.id !== null);
    for (const film of gone) {
      if (this.#isUnplugged(film)) continue;
      const row = rows.find(({ id }) => id === film.id);
      strictEqual(row?.isMissing, true, `${film.path} is gone and not marked missing. It was in ${film.seenIn}`);
      film.seenIn = film.root;
    }
    const known = new Set(this.#films.all.map(({ id }) => id));
    for (const row of rows) {
      ok(known.has(row.id) || this.#isUnplugged({ root: this.#roots.unpluggable }), `${row.path} is no film`);
    }
    strictEqual(rows.length >= present.length - unseen.length, true);
    const files = await Promise.all(Object.values(this.#roots).map(filesBelow));
    const reachable = present.filter((film) => !this.#isUnplugged(film)).map(({ path }) => path);
    strictEqual(files.flat().toSorted().join("\n"), reachable.toSorted().join("\n"), "The test lost a file");
  }

  #isUnplugged({ root }: Pick<Film, "root">): boolean {
    return !this.#isPlugged && root === this.#roots.unpluggable;
  }
}

const dayMs = 86_400_000;

function startOn(data: string, aheadMs: number): Promise<GleanerServer> {
  const preload = new URL("simulated-clock.ts", import.meta.url);
  return startGleanerServer(data, { SIMULATED_CLOCK_AHEAD_MS: String(aheadMs) }, { preload });
}

interface Row {
  readonly id: string;
  readonly path: string;
  readonly isMissing: boolean;
  /** As `fileAt` has it. */
  readonly file: string;
}

/** What the library must know of a file. */
async function fileAt(path: string): Promise<string> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return `${path} ${size} ${mtimeNs / 1_000n}`;
}

function rowsOf(data: string): readonly Row[] {
  using database = new DatabaseSync(join(data, "gleaner.db"), { readOnly: true, timeout: 5_000 });
  const rows = database.prepare(`select id, path, missing_since, file_size, modified_us from ${videosWithPaths}`).all();
  return rows.map((row) => ({
    id: String(row["id"]),
    path: String(row["path"]),
    isMissing: row["missing_since"] !== null,
    file: `${String(row["path"])} ${String(row["file_size"])} ${String(row["modified_us"])}`,
  }));
}

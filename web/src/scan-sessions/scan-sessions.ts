/**
 * The sessions of the scan dialog: one for the form, and one for each job that the dialog shows or that has an unsettled
 * request. A session outlives the dialog, so a cancel is sent even if the dialog is closed right after the press.
 *
 * Unsettled cancels outlive even the page: they are kept in the browser, and the reloaded page sends them again.
 */
import type { JobFeed } from "../live/job-feed.ts";
import { type KeptCancel, type KeptCancels, keptCancelOf } from "./kept-cancels.ts";
import type { ScanApi } from "./scan-effects.ts";
import type { ScanEvent } from "./scan-machine.ts";
import { ScanSession, type ScanSessionParts } from "./scan-session.ts";
import {
  awaitsLateScan,
  followedId,
  hasProblem,
  initialState,
  isUnsettled,
  pathOf,
  type ScanState,
} from "./scan-state.ts";

export interface ScanSessionsOptions {
  /** Keeps cancels while the page reloads. Default: no cancel is kept. */
  readonly cancels?: KeptCancels;
  /** The pause before a request without an answer is sent again, in milliseconds. Default 1,000. */
  readonly retryMs?: number;
}

export class ScanSessions {
  readonly #feed: JobFeed;
  readonly #parts: ScanSessionParts;
  readonly #cancels: KeptCancels;
  readonly #listeners = new Set<() => void>();
  readonly #sessions = new Map<string, ScanSession>();
  /** The session in the dialog; null while the dialog is closed. */
  #visible: ScanSession | null = null;
  #shown: ScanState = initialState("new", true);
  #onJobChange: (jobId: string) => void = () => {};
  #asideCount = 0;
  /** Jobs whose cancel is shown outside the dialog, with the number of places. */
  readonly #watched = new Map<string, number>();
  #version = 0;
  /** The cancels that are kept now, as JSON. */
  #kept = "";

  constructor({ api, feed }: { readonly api: ScanApi; readonly feed: JobFeed }, options: ScanSessionsOptions = {}) {
    this.#feed = feed;
    const onChange = (session: ScanSession) => this.#onChange(session);
    this.#parts = { api, feed, retryMs: options.retryMs ?? 1_000, onChange };
    this.#cancels = options.cancels ?? { read: () => [], keep: () => {} };
  }

  /**
   * Listens to the feed, and sends the cancels that an earlier page kept. Returns a function that ends all sessions.
   * Unsettled cancels stay kept.
   */
  start(): () => void {
    this.#kept = "";
    for (const cancel of this.#cancels.read()) this.#sendAgain(cancel);
    this.#keepCancels();
    const onPageHide = () => this.#cancels.keep(this.#unsettledCancels());
    window.addEventListener("pagehide", onPageHide);
    const readFeed = () => {
      for (const session of this.#sessions.values()) session.readFeed();
    };
    const unsubscribe = this.#feed.subscribe(readFeed);
    readFeed();
    return () => {
      unsubscribe();
      window.removeEventListener("pagehide", onPageHide);
      for (const session of this.#sessions.values()) this.#drop(session);
      this.#visible = null;
    };
  }

  /** @param listener called with the id of a job when the dialog begins to show that job */
  onJobChange(listener: (jobId: string) => void): void {
    this.#onJobChange = listener;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The state in the dialog, or the last one. Returns the same object until it changes. */
  readonly shown = (): ScanState => this.#shown;

  /** @param scan `new`, or the id of a job; null closes the dialog. Scans continue. */
  show(scan: string | null): void {
    const before = this.#visible;
    if (before?.key === scan) return;
    this.#visible = scan === null ? null : (this.#sessions.get(scan) ?? this.#open(scan));
    if (before !== null && !isUnsettled(before.state) && !this.#watched.has(before.key)) this.#drop(before);
    this.#visible?.readFeed();
    this.#notify();
  }

  /** Rises with every change of a session. */
  readonly version = (): number => this.#version;

  /** The state of a job that the dialog shows or that was cancelled in this tab; null if everything is settled. */
  readonly stateOf = (jobId: string): ScanState | null => this.#sessions.get(jobId)?.state ?? null;

  /** Cancels a job, as *Cancel scan* in the dialog does. */
  readonly cancel = (jobId: string): void => {
    (this.#sessions.get(jobId) ?? this.#open(jobId)).step({ type: "cancel_pressed" });
  };

  /** Keeps the outcome of a cancel until the returned function is called. */
  readonly watch = (jobId: string): (() => void) => {
    this.#watched.set(jobId, (this.#watched.get(jobId) ?? 0) + 1);
    return () => {
      const left = (this.#watched.get(jobId) ?? 1) - 1;
      if (left > 0) this.#watched.set(jobId, left);
      else this.#watched.delete(jobId);
      const session = this.#sessions.get(jobId);
      if (session !== undefined) this.#dropIfSettled(session);
    };
  };

  /** Passes on a person's action in the dialog. */
  readonly dispatch = (event: ScanEvent): void => {
    if (this.#visible === null) return;
    if (event.type === "start_pressed") this.#freeForm(event.request.path);
    if (event.type === "resume_pressed") this.#stopAwaiting(pathOfJob(this.#visible.state));
    this.#visible.step(event);
    this.#keepCancels();
  };

  #sendAgain(cancel: KeptCancel): void {
    if (cancel.kind === "job") {
      this.cancel(cancel.jobId);
      return;
    }
    const form = this.#sessions.get("new") ?? this.#open("new");
    const session = form.state.kind === "idle" ? form : this.#open(this.#keyAside(), "new");
    session.step({ type: "cancel_remembered", request: { kind: "scan", path: cancel.path } });
  }

  #unsettledCancels(): readonly KeptCancel[] {
    return [...this.#sessions.values()].map(({ state }) => keptCancelOf(state)).filter((cancel) => cancel !== null);
  }

  #keepCancels(): void {
    const cancels = this.#unsettledCancels();
    const kept = JSON.stringify(cancels);
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#cancels.keep(cancels);
  }

  /** A key that is in no address. */
  #keyAside(): string {
    return `set aside ${++this.#asideCount}`;
  }

  /** Sets a session aside that still awaits a scan to cancel, so that the form can start a scan of another directory. */
  #freeForm(path: string): void {
    const session = this.#visible;
    if (session !== null && awaitedPath(session.state) !== null && awaitedPath(session.state) !== path) {
      const { key } = session;
      this.#sessions.delete(key);
      session.key = this.#keyAside();
      this.#sessions.set(session.key, session);
      this.#visible = this.#open(key);
    }
    this.#stopAwaiting(path);
  }

  /** A person who starts a scan of the same directory again does not want that scan cancelled. */
  #stopAwaiting(path: string | null): void {
    for (const session of this.#sessions.values()) {
      if (path !== null && session !== this.#visible && awaitedPath(session.state) === path) this.#drop(session);
    }
  }

  /** @param scan `new`, or the id of a job */
  #open(key: string, scan = key): ScanSession {
    const session = new ScanSession(key, scan, this.#parts);
    this.#sessions.set(key, session);
    return session;
  }

  #drop(session: ScanSession): void {
    session.end();
    if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key);
  }

  #onChange(session: ScanSession): void {
    const isKept = this.#renameToJob(session);
    this.#keepCancels();
    if (!isKept) return;
    session.follow();
    // The feed may know the end of a job before the answer that names the job arrives. It does not report that again.
    session.readFeed();
    this.#dropIfSettled(session);
    this.#notify();
  }

  /** Keeps a problem that nobody has seen until the dialog is opened again. */
  #dropIfSettled(session: ScanSession): void {
    if (session === this.#visible || this.#watched.has(session.key)) return;
    if (!isUnsettled(session.state) && !hasProblem(session.state)) this.#drop(session);
  }

  /**
   * Gives the session the id of its job as its key. The form is then free for another scan. If the job has a session
   * already, that session takes over.
   *
   * @returns false if the session was dropped
   */
  #renameToJob(session: ScanSession): boolean {
    const jobId = jobIdOf(session.state);
    if (jobId === null || jobId === session.key) return true;
    const wasVisible = this.#visible === session;
    const known = this.#sessions.get(jobId);
    if (known === undefined) {
      this.#sessions.delete(session.key);
      session.key = jobId;
      this.#sessions.set(jobId, session);
    } else {
      const { kind } = session.state;
      this.#drop(session);
      if (wasVisible) this.#visible = known;
      // Two presses of *Start scan* led to one scan, and this one was cancelled.
      if (kind === "cancelling") known.step({ type: "cancel_pressed" });
      this.#notify();
    }
    if (wasVisible) this.#onJobChange(jobId);
    return known === undefined;
  }

  #notify(): void {
    this.#version += 1;
    if (this.#visible !== null) this.#shown = this.#visible.state;
    for (const listener of this.#listeners) listener();
  }
}

/** The directory of a late scan that is to be cancelled; null if none is awaited. */
function awaitedPath(state: ScanState): string | null {
  return state.kind === "lost" && awaitsLateScan(state) ? pathOf(state.request) : null;
}

function pathOfJob(state: ScanState): string | null {
  return "job" in state ? (state.job?.payload.path ?? null) : null;
}

function jobIdOf(state: ScanState): string | null {
  return state.kind === "ended" ? state.job.job_id : followedId(state);
}

/**
 * What the scan dialog has begun, whether it can be seen or not: one machine for the form and one for each job that the
 * dialog has shown and not settled. It lives as long as the page, so that a cancel is sent also when the dialog was
 * closed right after the button was pressed.
 *
 * What is to be cancelled outlives even the page: it is kept while that is loaded anew, and taken up by the next one.
 *
 * Jobs come from the page's feed. Here it only passes their news on to the machines, and what answers say to the feed,
 * so that the whole page knows it at once.
 */
import type { JobFeed } from "../live/job-feed.ts";
import type { KeptCancel, KeptCancels } from "./kept-cancels.ts";
import { carryOut, type ScanApi } from "./scan-effects.ts";
import { type ScanEffect, type ScanEvent, step } from "./scan-machine.ts";
import {
  awaitsLateScan,
  followedId,
  hasProblem,
  initialState,
  isUnsettled,
  openCancel,
  pathOf,
  type ScanState,
} from "./scan-state.ts";

export interface ScanSessionsOptions {
  /** What keeps cancels while the page is loaded anew. Default: nothing does. */
  readonly cancels?: KeptCancels;
  /** How long until a request that got no answer is sent again, in milliseconds. Default 1,000. */
  readonly retryMs?: number;
}

interface Session {
  /** `new`, or the id of its job; of what was set aside, a key that is in no address. */
  key: string;
  state: ScanState;
  /** Ends the following of a job. */
  following: { readonly id: string; readonly stop: () => void } | null;
  /** What is under way, of each kind the newest only. */
  readonly effects: Map<ScanEffect["do"], AbortController>;
}

export class ScanSessions {
  readonly #api: ScanApi;
  readonly #feed: JobFeed;
  readonly #cancels: KeptCancels;
  readonly #retryMs: number;
  readonly #listeners = new Set<() => void>();
  readonly #sessions = new Map<string, Session>();
  /** What the dialog shows; null while it is closed. */
  #visible: Session | null = null;
  #shown: ScanState = initialState("new", true);
  #onMoved: (jobId: string) => void = () => {};
  #setAside = 0;
  /** Jobs whose cancel is shown outside the dialog, with the number of places. */
  readonly #watched = new Map<string, number>();
  #version = 0;
  /** What is kept of cancels, as JSON. */
  #kept = "";

  constructor({ api, feed }: { readonly api: ScanApi; readonly feed: JobFeed }, options: ScanSessionsOptions = {}) {
    this.#api = api;
    this.#feed = feed;
    this.#cancels = options.cancels ?? { read: () => [], keep: () => {} };
    this.#retryMs = options.retryMs ?? 1_000;
  }

  /**
   * Begins to listen to the feed, and to send what an earlier page was still to cancel. Returns what ends that and
   * everything that is under way; what is to be cancelled stays kept.
   */
  start(): () => void {
    this.#kept = "";
    for (const cancel of this.#cancels.read()) this.#takeUp(cancel);
    this.#keepCancels();
    const leave = () => this.#cancels.keep(this.#openCancels());
    window.addEventListener("pagehide", leave);
    const unsubscribe = this.#feed.subscribe(() => {
      for (const session of this.#sessions.values()) this.#listen(session);
    });
    for (const session of this.#sessions.values()) this.#listen(session);
    return () => {
      unsubscribe();
      window.removeEventListener("pagehide", leave);
      for (const session of this.#sessions.values()) this.#drop(session);
      this.#visible = null;
    };
  }

  /** @param listener called when what is shown has become the scan of another job, with its id */
  onMoved(listener: (jobId: string) => void): void {
    this.#onMoved = listener;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** What the dialog shows, or has shown last: the same object until it changes. */
  readonly shown = (): ScanState => this.#shown;

  /** @param scan `new`, or the id of a job; null when the dialog is closed, which stops nothing */
  show(scan: string | null): void {
    const before = this.#visible;
    if (before?.key === scan) return;
    this.#visible = scan === null ? null : (this.#sessions.get(scan) ?? this.#open(scan));
    if (before !== null && !isUnsettled(before.state) && !this.#watched.has(before.key)) this.#drop(before);
    if (this.#visible !== null) this.#listen(this.#visible);
    this.#tell();
  }

  /** Rises with every change of a session. */
  readonly version = (): number => this.#version;

  /** The state of a job that the dialog shows or that was cancelled in this tab; null if everything is settled. */
  readonly stateOf = (jobId: string): ScanState | null => this.#sessions.get(jobId)?.state ?? null;

  /** Cancels a job, as *Cancel scan* in the dialog does. */
  readonly cancel = (jobId: string): void => {
    this.#step(this.#sessions.get(jobId) ?? this.#open(jobId), { type: "cancel_pressed" });
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

  /** Passes on what a person does in the dialog. */
  readonly dispatch = (event: ScanEvent): void => {
    if (this.#visible === null) return;
    if (event.type === "start_pressed") this.#freeForm(event.request.path);
    if (event.type === "resume_pressed") this.#stopAwaiting(pathOfJob(this.#visible.state));
    if (this.#visible !== null) this.#step(this.#visible, event);
    this.#keepCancels();
  };

  #takeUp(cancel: KeptCancel): void {
    if (cancel.kind === "job") {
      const session = this.#sessions.get(cancel.jobId) ?? this.#open(cancel.jobId);
      this.#step(session, { type: "cancel_pressed" });
      return;
    }
    const form = this.#sessions.get("new") ?? this.#open("new");
    const session = form.state.kind === "idle" ? form : this.#open(this.#keyAside(), "new");
    const { path, recursive } = cancel;
    this.#step(session, { type: "cancel_remembered", request: { kind: "scan", path, recursive } });
  }

  #openCancels(): readonly KeptCancel[] {
    return [...this.#sessions.values()].flatMap(({ state }): KeptCancel[] => {
      const open = openCancel(state);
      if (open === null) return [];
      if ("jobId" in open) return [{ kind: "job", jobId: open.jobId }];
      const { request } = open;
      const { recursive } = request.kind === "scan" ? request : request.of.payload;
      return [{ kind: "start", path: pathOf(request), recursive }];
    });
  }

  #keepCancels(): void {
    const cancels = this.#openCancels();
    const kept = JSON.stringify(cancels);
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#cancels.keep(cancels);
  }

  /** In no address. */
  #keyAside(): string {
    return `set aside ${++this.#setAside}`;
  }

  /** A scan that may begin late is still cancelled when another directory is scanned meanwhile. */
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

  /** Who starts a scan of the same directory again does not want it cancelled any more. */
  #stopAwaiting(path: string | null): void {
    for (const session of this.#sessions.values()) {
      if (path !== null && session !== this.#visible && awaitedPath(session.state) === path) this.#drop(session);
    }
  }

  /** @param scan `new`, or the id of a job */
  #open(key: string, scan = key): Session {
    const state = initialState(scan, this.#reachable());
    const session: Session = { key, state, following: null, effects: new Map() };
    this.#sessions.set(key, session);
    this.#follow(session);
    return session;
  }

  #drop(session: Session): void {
    for (const controller of session.effects.values()) controller.abort(new SessionOver());
    session.effects.clear();
    session.following?.stop();
    session.following = null;
    if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key);
  }

  #step(session: Session, event: ScanEvent): void {
    const { state, effects } = step(session.state, event);
    for (const effect of effects) void this.#carryOut(session, effect);
    if (state === session.state) return;
    session.state = state;
    const isKept = this.#move(session);
    this.#keepCancels();
    if (!isKept) return;
    this.#follow(session);
    this.#dropIfSettled(session);
    this.#tell();
  }

  /** Keeps a problem that nobody has seen until the dialog is opened again. */
  #dropIfSettled(session: Session): void {
    if (session === this.#visible || this.#watched.has(session.key)) return;
    if (!isUnsettled(session.state) && !hasProblem(session.state)) this.#drop(session);
  }

  async #carryOut(session: Session, effect: ScanEffect): Promise<void> {
    session.effects.get(effect.do)?.abort(new SessionOver());
    const controller = new AbortController();
    session.effects.set(effect.do, controller);
    const { signal } = controller;
    try {
      const event = await carryOut(effect, { api: this.#api, retryMs: this.#retryMs, signal });
      if (signal.aborted) return;
      session.effects.delete(effect.do);
      // What an answer has said the whole page is to know.
      if ("job" in event && event.job !== null) this.#feed.put(event.job);
      if (event.type === "gone") this.#feed.putGone(event.jobId);
      this.#step(session, event);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /**
   * Once it has become the scan of a job it goes by the job's id, and the form is free for another. Returns false where
   * that job has a session already, which takes its place.
   */
  #move(session: Session): boolean {
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
      // Two presses of Start have led to one scan.
      if (kind === "cancelling") this.#step(known, { type: "cancel_pressed" });
      this.#tell();
    }
    if (wasVisible) this.#onMoved(jobId);
    return known === undefined;
  }

  #follow(session: Session): void {
    const id = followedId(session.state);
    if (session.following?.id === id) return;
    session.following?.stop();
    session.following = id === null ? null : { id, stop: this.#feed.follow(id) };
  }

  /** Tells a session what the feed knows. */
  #listen(session: Session): void {
    const { jobs, gone } = this.#feed.state();
    this.#step(session, { type: "connection", reachable: this.#reachable() });
    const id = followedId(session.state);
    if (id === null) return;
    const job = jobs.get(id);
    if (job !== undefined) this.#step(session, { type: "news", job });
    else if (gone.has(id)) this.#step(session, { type: "gone", jobId: id });
  }

  #reachable(): boolean {
    const { connection } = this.#feed.state();
    return connection !== "unreachable" && connection !== "failing";
  }

  #tell(): void {
    this.#version += 1;
    if (this.#visible !== null) this.#shown = this.#visible.state;
    for (const listener of this.#listeners) listener();
  }
}

/** Nobody sees this: it ends what nobody waits for any more. */
class SessionOver extends Error {
  override readonly name = "SessionOver";
}

/** The directory of a scan that is cancelled if it begins late; null where there is none. */
function awaitedPath(state: ScanState): string | null {
  return state.kind === "lost" && awaitsLateScan(state) ? pathOf(state.request) : null;
}

function pathOfJob(state: ScanState): string | null {
  return "job" in state ? (state.job?.payload.path ?? null) : null;
}

function jobIdOf(state: ScanState): string | null {
  return state.kind === "ended" ? state.job.job_id : followedId(state);
}

/**
 * The present values of the settings that may change while Gleaner runs.
 *
 * A flag wins, then the environment, then what a person has saved, then the default. So a value that whoever started the
 * server has given cannot be changed from the page: the server would have another one after its next start.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { JsonValue } from "../jobs/job.ts";
import {
  type ChangeableName,
  type ChangeableValues,
  changeableNames,
  defaultValues,
  isSensible,
} from "./changeable-settings.ts";
import type { SavedSettings, SavedValues } from "./saved-settings.ts";

/** A value that was given at the start. */
export interface GivenValue<Value> {
  readonly value: Value;
  readonly source: "flag" | "environment";
  /** The flag or the name in the environment, such as `--max-rate`. */
  readonly by: string;
}

export type GivenValues = { readonly [Name in ChangeableName]?: GivenValue<ChangeableValues[Name]> };

/** A null goes back to the default. */
export type SettingChanges = { readonly [Name in ChangeableName]?: ChangeableValues[Name] | null };

export type ChangeOutcome =
  | { readonly kind: "changed" }
  /** A flag or the environment has this setting, so nothing was changed. */
  | { readonly kind: "given"; readonly name: ChangeableName; readonly by: string };

export interface LiveSettingsOptions {
  readonly saved: SavedSettings;
  readonly given: GivenValues;
  /** How often what is saved is read for the changes of other processes, in milliseconds. Default 2,000. */
  readonly everyMs?: number;
  readonly onError: (error: unknown) => void;
}

export class LiveSettings {
  readonly #options: LiveSettingsOptions;
  readonly #listeners = new Set<() => void>();
  readonly #stopping = new AbortController();
  #saved: SavedValues = {};
  #values: ChangeableValues;
  /** The end of the last call of `saved`. Each waits for the one before it, so that no older answer replaces a newer one. */
  #lastCall: Promise<void> = Promise.resolve();

  constructor(options: LiveSettingsOptions) {
    this.#options = options;
    this.#values = this.#effective();
  }

  get values(): ChangeableValues {
    return this.#values;
  }

  /** Where the value of a setting comes from. `by` names the flag or the environment. */
  sourceOf(name: ChangeableName): {
    readonly source: "flag" | "environment" | "saved" | "default";
    readonly by?: string;
  } {
    const given = this.#options.given[name];
    if (given !== undefined) return { source: given.source, by: given.by };
    return { source: this.#savedValue(name) === undefined ? "default" : "saved" };
  }

  /** Calls `listener` after each change of a value, by whichever process. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Reads what is saved. @throws StoreError */
  async refresh(): Promise<void> {
    await this.#takeFrom(() => this.#options.saved.read());
  }

  /** @throws StoreError */
  async change(changes: SettingChanges): Promise<ChangeOutcome> {
    for (const name of changeableNames) {
      const given = this.#options.given[name];
      if (name in changes && given !== undefined) return { kind: "given", name, by: given.by };
    }
    await this.#takeFrom(() => this.#options.saved.change(changes));
    return { kind: "changed" };
  }

  /** Follows the changes of other processes from now on, until `stop`. */
  follow(): void {
    void this.#follow();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    const { everyMs = 2_000, onError } = this.#options;
    while (!signal.aborted) {
      await delay(everyMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      await this.refresh().catch(onError);
    }
  }

  #takeFrom(call: () => Promise<SavedValues>): Promise<void> {
    const taken = this.#lastCall.then(async () => this.#take(await call()));
    this.#lastCall = taken.catch(() => {});
    return taken;
  }

  #take(saved: SavedValues): void {
    this.#saved = saved;
    const before = JSON.stringify(this.#values);
    this.#values = this.#effective();
    if (JSON.stringify(this.#values) !== before) for (const listener of this.#listeners) listener();
  }

  #effective(): ChangeableValues {
    const known = changeableNames.map((name) => [
      name,
      this.#options.given[name]?.value ?? this.#savedValue(name) ?? defaultValues[name],
    ]);
    return Object.fromEntries(known) as ChangeableValues;
  }

  #savedValue(name: ChangeableName): JsonValue | undefined {
    const value = this.#saved[name];
    return value !== undefined && isSensible[name](value) ? value : undefined;
  }
}

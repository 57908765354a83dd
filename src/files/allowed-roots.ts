/**
 * The directories that may be scanned, listed and deleted from, as somebody has configured them.
 *
 * A configured directory may be a link, and its disk may be mounted after the start. So its real path is found out
 * whenever it is used. But a configured directory that has been seen without any link in its path stays that one: if it
 * becomes a link later, somebody has exchanged it, and nothing behind the link is allowed.
 */

import { say } from "../sentences/say.ts";
import type { Sentence } from "../sentences/sentence.ts";
import type { DiskThreads } from "./disk-threads.ts";
import { type ResolvedPath, resolvePath } from "./resolve-path.ts";

export interface Root {
  /** As it was configured. */
  readonly configured: string;
  /**
   * Without links in it. It is the configured path where that leads nowhere: nothing is allowed then but what comes to be
   * there without a link.
   */
  readonly path: string;
  /** Why it cannot be used now, as the end of a sentence; null where it can. */
  readonly problem: Sentence | null;
}

/** How long the disk of a root may be silent, in milliseconds. Others wait for this answer. */
const timeoutMs = 2_000;

export class AllowedRoots {
  /** Absolute. An empty list allows everything. */
  readonly configured: readonly string[];
  readonly #disks: DiskThreads;
  readonly #withoutLinks = new Set<string>();

  constructor(configured: readonly string[], disks: DiskThreads) {
    this.configured = configured;
    this.#disks = disks;
  }

  /** The roots as they are now, in their order. */
  resolve(): Promise<readonly Root[]> {
    return Promise.all(this.configured.map((root) => this.#resolve(root)));
  }

  async #resolve(configured: string): Promise<Root> {
    const resolved = await resolvePath(configured, this.#disks, { timeoutMs });
    const problem = this.#problemOf(configured, resolved);
    if (resolved.kind === "failed" || problem !== null) return { configured, path: configured, problem };
    if (resolved.path === configured) this.#withoutLinks.add(configured);
    return { configured, path: resolved.path, problem };
  }

  #problemOf(configured: string, resolved: ResolvedPath): Sentence | null {
    if (resolved.kind === "failed") {
      return resolved.code === "ENOENT" ? say("not_there_mounted").sentence : resolved.sentence;
    }
    if (!resolved.isDirectory) return say("not_directory").sentence;
    if (resolved.path === configured || !this.#withoutLinks.has(configured)) return null;
    return say("root_is_link").sentence;
  }
}

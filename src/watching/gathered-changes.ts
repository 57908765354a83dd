/** How many directories are remembered. */
export const mostRemembered = 300;

/** Directories in which something has changed, in bounded memory: beyond some hundreds it is the whole tree. */
export class GatheredChanges {
  readonly #directories = new Set<string>();
  #isWhole = false;

  get isEmpty(): boolean {
    return !this.#isWhole && this.#directories.size === 0;
  }

  /** Whether the whole tree may have changed. Then no directories are remembered. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  add(directory: string): void {
    if (this.#isWhole) return;
    this.#directories.add(directory);
    if (this.#directories.size > mostRemembered) this.addWhole();
  }

  addWhole(): void {
    this.#isWhole = true;
    this.#directories.clear();
  }

  /** Adds what `take` has returned. */
  addAll(changed: readonly string[] | null): void {
    if (changed === null) this.addWhole();
    else for (const directory of changed) this.add(directory);
  }

  /** Forgets directories that are gone. @param isGone whether a directory is one of them */
  forget(isGone: (directory: string) => boolean): void {
    for (const directory of this.#directories) if (isGone(directory)) this.#directories.delete(directory);
  }

  /**
   * Takes the directories out that need not wait.
   *
   * @returns null for the whole tree
   */
  take(mustWait: (directory: string) => boolean = () => false): readonly string[] | null {
    if (this.#isWhole) {
      this.#isWhole = false;
      return null;
    }
    const taken = [...this.#directories].filter((directory) => !mustWait(directory));
    for (const directory of taken) this.#directories.delete(directory);
    return taken.toSorted();
  }
}

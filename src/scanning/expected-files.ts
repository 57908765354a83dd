/** How many files a scan will find in all. */
export class ExpectedFiles {
  #expected: number | null = null;
  #hasWalked = false;

  /** @param files how many files the scan will find, as far as anybody knows; null if nobody knows */
  expect(files: number | null): void {
    this.#expected = files;
  }

  /** Call this when the walk has found all files. */
  walkEnded(): void {
    this.#hasWalked = true;
  }

  /**
   * @param found how many files the walk has found so far
   * @returns null while nobody knows
   */
  count(found: number): number | null {
    if (this.#hasWalked) return found;
    if (this.#expected === null || this.#expected === 0) return null;
    // The directory may have grown since the last scan. There are at least as many files as were found.
    return Math.max(this.#expected, found);
  }
}

/** How far a scan is: the share of files that are handled. */
export class ScanProgress {
  #handled = 0;
  #expected: number | null = null;
  #hasWalked = false;

  /** @param files how many files the scan will find, as far as anybody knows; null if nobody knows */
  expect(files: number | null): void {
    this.#expected = files;
  }

  addHandled(files: number): void {
    this.#handled += files;
  }

  /** Call this when the walk has found all files. */
  walkEnded(): void {
    this.#hasWalked = true;
  }

  /**
   * @param found how many files the walk has found so far
   * @returns from 0 to 1; null while the number of files is unknown
   */
  share(found: number): number | null {
    if (this.#hasWalked) return found === 0 ? 1 : Math.min(1, this.#handled / found);
    if (this.#expected === null || this.#expected === 0) return null;
    // The directory may have grown since the last scan. There are at least as many files as were found.
    return Math.min(1, this.#handled / Math.max(this.#expected, found));
  }
}

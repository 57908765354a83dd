/**
 * The files of a section, while they are looked at. Their numbers are in arrays that are used again for each section, and
 * only what somebody wants is made of them: the list of the files, or a digest that stands for it.
 */
import { hash } from "node:crypto";
import { type BirthTimes, type FileList, type FileNumbers, withFile } from "./file-list.ts";

/** A file that was looked at. */
export interface SeenFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** In microseconds since 1970. */
  readonly modifiedUs: number;
  /** As in `FileStat`. */
  readonly changedUs: number | null;
  /** As `subtitlesOfVideos` has them; empty if there are none. */
  readonly subtitles: string;
}

/** In place of a change time that nobody knows. No file has it, and its bytes are always the same, unlike those of NaN. */
const unknownTime = Number.NEGATIVE_INFINITY;

const bytesOfNumber = Float64Array.BYTES_PER_ELEMENT;
const numbersOfFile = 3;

export class SectionFiles {
  #count = 0;
  readonly #names: string[] = [];
  readonly #subtitles: string[] = [];
  #haveSubtitles = false;
  /** What a digest is made of: the number of files, three numbers of each, and after the last one the texts. */
  #bytes: Buffer<ArrayBuffer>;
  #numbers: Float64Array;
  readonly #fileNumbers: FileNumbers;
  readonly #bornUs: BirthTimes;

  /** @param most how many files a section has at most */
  constructor(most: number) {
    this.#bytes = Buffer.alloc((1 + numbersOfFile * most) * bytesOfNumber);
    this.#numbers = new Float64Array(this.#bytes.buffer);
    this.#fileNumbers = new Float64Array(most);
    this.#bornUs = new Float64Array(most);
  }

  get count(): number {
    return this.#count;
  }

  /** Begins the next section. */
  clear(): void {
    this.#count = 0;
    this.#haveSubtitles = false;
  }

  /** Adds a file behind the others. `fileNumber` and `bornUs` are 0 if they are not known. */
  add({ name, size, modifiedUs, changedUs, subtitles }: SeenFile, fileNumber: number, bornUs: number): void {
    const index = this.#count;
    this.#names[index] = name;
    this.#subtitles[index] = subtitles;
    if (subtitles !== "") this.#haveSubtitles = true;
    const first = 1 + numbersOfFile * index;
    this.#numbers[first] = size;
    this.#numbers[first + 1] = modifiedUs;
    this.#numbers[first + 2] = changedUs ?? unknownTime;
    this.#fileNumbers[index] = fileNumber;
    this.#bornUs[index] = bornUs;
    this.#count = index + 1;
  }

  get list(): FileList {
    let list: FileList = "";
    for (let index = 0; index < this.#count; index += 1) {
      const first = 1 + numbersOfFile * index;
      const changed = this.#numbers[first + 2] ?? unknownTime;
      list = withFile(list, {
        name: this.#names[index] ?? "",
        size: this.#numbers[first] ?? 0,
        modifiedUs: this.#numbers[first + 1] ?? 0,
        changedUs: changed === unknownTime ? null : changed,
        subtitles: this.#subtitles[index] ?? "",
      });
    }
    return list;
  }

  /** Of the files in the list. */
  get fileNumbers(): FileNumbers {
    return this.#fileNumbers.slice(0, this.#count);
  }

  /** Of the files in the list. */
  get bornUs(): BirthTimes {
    return this.#bornUs.slice(0, this.#count);
  }

  /**
   * A digest of the disk and of everything that is in the list: SHA-256 in Base64. Other files have other bytes, because the
   * bytes begin with the number of files, and neither a name nor the subtitles of a video have a slash in them. A machine
   * with another order of bytes makes other digests. Its first scan of the library then compares each file.
   */
  digest(disk: string): string {
    this.#numbers[0] = this.#count;
    this.#names.length = this.#count;
    this.#subtitles.length = this.#count;
    const subtitles = this.#haveSubtitles ? this.#subtitles.join("/") : "";
    // No name is empty, so the names end before the first two slashes.
    const text = `${disk}\0${this.#names.join("/")}//${subtitles}`;
    const numbersEnd = (1 + numbersOfFile * this.#count) * bytesOfNumber;
    this.#reserve(numbersEnd + mostBytesOfUnit * text.length);
    const end = numbersEnd + this.#bytes.write(text, numbersEnd);
    return hash("sha256", this.#bytes.subarray(0, end), "base64");
  }

  #reserve(length: number): void {
    if (this.#bytes.length >= length) return;
    // Whole numbers, as the same memory has the array of them.
    const larger = Buffer.alloc(bytesOfNumber * Math.ceil((2 * length) / bytesOfNumber));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#numbers = new Float64Array(larger.buffer);
  }
}

/** A unit of UTF-16 has so many bytes in UTF-8 at most. */
const mostBytesOfUnit = 3;

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { VideosToFind } from "../../videos/video-index.ts";
import { FirstInOrder, type Order, type Placed } from "./first-in-order.ts";
import { factBits, type Rows, readDirectories, readEnds } from "./video-block.ts";
import type { ReadableBlock } from "./video-blocks.ts";

/** The videos of a page, chosen from those of all blocks. */
export interface SortedPage {
  /** @param indexes videos of the block that match, in the direction of the list */
  offer(indexes: Uint16Array, rows: Rows, block: ReadableBlock): void;
  /** The videos from the beginning of the list, or from `after`, to the end of the page. */
  first(): readonly Placed<number | string>[];
}

export function sortedPage(
  database: DatabaseSync,
  { sort, descending, after, offset, limit }: VideosToFind,
): SortedPage {
  const order = { size: offset + limit, descending };
  const afterNumber = after === null ? null : { value: Number(after.sortedBy), number: after.number };
  const afterText = after === null ? null : { value: asBytes(String(after.sortedBy)), number: after.number };
  switch (sort) {
    case "created_at":
    case "duration_seconds":
    case "file_size":
    case "modified_at":
      return byNumber((_, block) => block.numbers(sort), { ...order, after: afterNumber });
    case "resolution":
      return byNumber(({ facts }) => facts.map(resolutionOf), { ...order, after: afterNumber });
    case "video_codec":
      return byCodec({ ...order, after: afterText });
    case "filename":
      return byName({ ...order, after: afterText });
    case "path":
      return byPath(database, { ...order, after: afterText });
  }
}

function byNumber(
  valuesOf: (rows: Rows, block: ReadableBlock) => Float64Array | Uint8Array,
  order: Order<number>,
): SortedPage {
  const kept = new FirstInOrder<number>(order);
  return {
    offer(indexes, rows, block) {
      const values = valuesOf(rows, block);
      for (const index of indexes) kept.offer(values[index] ?? 0, block.firstNumber + (rows.places[index] ?? 0));
    },
    first: () => kept.first(),
  };
}

/** The index in `resolutions`. */
function resolutionOf(facts: number): number {
  return facts & factBits.resolution;
}

function byCodec(order: Order<string>): SortedPage {
  const kept = new FirstInOrder<string>(order);
  return {
    offer(indexes, { places }, block) {
      const codecs = block.labels("codecs", places.length);
      const values = codecs.labels.map(asBytes);
      for (const index of indexes) {
        kept.offer(values[codecs.indexes[index] ?? 0] ?? "", block.firstNumber + (places[index] ?? 0));
      }
    },
    first: () => kept.first().map(withText),
  };
}

function byName(order: Order<string>): SortedPage {
  const kept = new FirstInOrder<string>(order);
  const { descending } = order;
  let last = { bytes: kept.last, text: "" };
  return {
    offer(indexes, { places }, block) {
      const texts = block.text("sort_names");
      const ends = readEnds(block.bytes("sort_name_ends"));
      for (const index of indexes) {
        if (kept.last !== last.bytes) last = { bytes: kept.last, text: fromBytes(kept.last ?? "") };
        const start = index === 0 ? 0 : (ends[index - 1] ?? 0) + 1;
        // Most names are too late, which their first letters show, without a text of their own.
        if (last.bytes !== null && isTooLate(texts, start, last.text, descending)) continue;
        kept.offer(asBytes(texts.slice(start, ends[index])), block.firstNumber + (places[index] ?? 0));
      }
    },
    first: () => kept.first().map(withText),
  };
}

/** Between the path of a directory and a name. No path has it, and it comes before every character. */
const pathEnd = "\0";

/** By directory, and then by name. */
function byPath(database: DatabaseSync, order: Order<string>): SortedPage {
  const kept = new FirstInOrder<string>(order);
  const { descending } = order;
  const directories = new DirectoriesInOrder(database);
  let last = { value: kept.last, rank: 0 };
  return {
    offer(indexes, { places }, block) {
      const { ids, indexes: nth } = readDirectories(block.bytes("directories"), places.length);
      const ranks = Uint32Array.from(ids, (id) => directories.rank(id));
      const texts = block.text("sort_names");
      const ends = readEnds(block.bytes("sort_name_ends"));
      for (const index of indexes) {
        if (kept.last !== last.value) {
          const [path = ""] = (kept.last ?? "").split(pathEnd, 1);
          last = { value: kept.last, rank: directories.rankOf(path) };
        }
        const place = nth[index] ?? 0;
        const rank = ranks[place] ?? 0;
        // Most directories are too late, which needs no text.
        if (last.value !== null && (descending ? rank < last.rank : rank > last.rank)) continue;
        const start = index === 0 ? 0 : (ends[index - 1] ?? 0) + 1;
        const name = asBytes(texts.slice(start, ends[index]));
        const path = directories.path(ids[place] ?? 0);
        kept.offer(`${path}${pathEnd}${name}`, block.firstNumber + (places[index] ?? 0));
      }
    },
    first: () => kept.first().map(withText),
  };
}

/** The directories of a library in the order of the bytes of their paths. Paths are as `asBytes` makes them. */
class DirectoriesInOrder {
  readonly #ranks: Uint32Array;
  readonly #rankByPath = new Map<string, number>();
  readonly #paths = new Map<number, string>();
  readonly #select: StatementSync;

  constructor(database: DatabaseSync) {
    const ids = database.prepare("select id from directories order by path");
    ids.setReturnArrays(true);
    const ordered = (ids.all() as unknown as [number][]).map(([id]) => id);
    this.#ranks = new Uint32Array(ordered.reduce((most, id) => Math.max(most, id), 0) + 1);
    for (const [rank, id] of ordered.entries()) this.#ranks[id] = rank;
    this.#select = database.prepare("select path from directories where id = ?");
  }

  rank(id: number): number {
    return this.#ranks[id] ?? 0;
  }

  /** @param path one that `path` has given */
  rankOf(path: string): number {
    return this.#rankByPath.get(path) ?? 0;
  }

  path(id: number): string {
    let path = this.#paths.get(id);
    if (path === undefined) {
      path = asBytes(String(this.#select.get(id)?.["path"] ?? ""));
      this.#paths.set(id, path);
      this.#rankByPath.set(path, this.rank(id));
    }
    return path;
  }
}

/** From here on, the order of UTF-16 is not that of UTF-8, which databases sort by. */
const firstSurrogate = 0xd800;

/** Whether the name that begins at `start`, and ends with a NUL, certainly comes after the last one. */
function isTooLate(texts: string, start: number, last: string, descending: boolean): boolean {
  for (let index = 0; index < last.length; index += 1) {
    const [unit, unitOfLast] = [texts.charCodeAt(start + index), last.charCodeAt(index)];
    if (unit === unitOfLast) continue;
    if (unit >= firstSurrogate && unitOfLast >= firstSurrogate) return false;
    return unit > unitOfLast !== descending;
  }
  return !descending;
}

function withText({ value, number }: Placed<string>): Placed<string> {
  return { value: fromBytes(value), number };
}

/** The UTF-8 of a text, one character a byte. Such texts are sorted as databases sort the text. */
function asBytes(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function fromBytes(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString();
}

/**
 * The blocks of all videos in a database. `video_blocks` has the blocks whose columns are as their videos are. A block is
 * stale once a video of it has changed: triggers take it from there, also when a process dies. A search packs stale blocks
 * for itself. Commits and a task in the background write them, so that there are few. The last block, where new videos go,
 * is never written.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type BlockSums, bandsForPacking, type PackingBands, readSums, type SlotMeanings } from "./block-facets.ts";
import { ColumnReader, placeOf, selectColumns } from "./column-reader.ts";
import { type BlockRow, packBlock } from "./pack-block.ts";
import {
  type Block,
  type ColumnName,
  columnNames,
  type LabelColumn,
  type Labels,
  type NumberColumn,
  readLabels,
  readNumbers,
  videosPerBlock,
} from "./video-block.ts";

/** One block, whose columns are read when they are asked for. */
export interface ReadableBlock {
  /** The first number that a video of the block can have. */
  readonly firstNumber: number;
  bytes(name: Exclude<ColumnName, TextColumn>): Uint8Array;
  text(name: TextColumn): string;
  /** @param count the number of videos of the block */
  labels(name: LabelColumn, count: number): Labels;
  numbers(name: NumberColumn): Float64Array;
  sums(): BlockSums;
}

/** The most meanings of slots that are kept: half a megabyte. */
const mostMeanings = 500;

type TextColumn = "names" | "sort_names";

export class VideoBlocks {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #packingBands: PackingBands | null = null;
  readonly #knownMeanings = new Map<string, SlotMeanings>();
  readonly #kept = new Map<string, { readonly version: string; readonly value: unknown }>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Calls `visit` for every block, in the order of the numbers of its videos or in the opposite order, until it returns
   * false.
   *
   * @param order.after leave out blocks in which no number is higher. Default: none
   */
  forEach(
    { direction, after = -1 }: { readonly direction: "ascending" | "descending"; readonly after?: number },
    visit: (block: ReadableBlock) => boolean | void,
  ): void {
    const isStale = this.#isStale();
    const first = Math.floor((after + 1) / videosPerBlock);
    const last = isStale.length - 1;
    const select = this.#statement(selectColumns);
    select.setReturnArrays(true);
    const columns = new ColumnReader(select, direction);
    for (let nth = first; nth <= last; nth += 1) {
      const block = direction === "ascending" ? nth : last - (nth - first);
      if (visit(this.#readable(block, isStale[block] === 1 ? this.#pack(block) : null, columns)) === false) return;
    }
  }

  /**
   * The result of `make`, which is kept until anything in the database changes.
   *
   * @param make reads the blocks only
   */
  kept<Value>(name: string, make: () => Value): Value {
    const version = this.#version();
    const known = this.#kept.get(name);
    if (known?.version === version) return known.value as Value;
    const value = make();
    this.#kept.set(name, { version, value });
    return value;
  }

  /** Changes with each commit of any connection. Both numbers are of the snapshot that the present statement reads. */
  #version(): string {
    const byOthers = this.#statement("pragma data_version").get()?.["data_version"];
    const own = this.#statement("select total_changes() as changes").get()?.["changes"];
    return `${String(byOthers)} ${String(own)}`;
  }

  /**
   * Writes stale blocks.
   *
   * @param most the largest number of blocks to write
   * @param except blocks to leave stale, because they will soon change again
   * @returns whether other stale blocks are left
   */
  write(most: number, except: ReadonlySet<number>): boolean {
    if (this.#statement(selectHasStale).get()?.["has_stale"] !== 1) return false;
    const isStale = this.#isStale();
    let written = 0;
    for (let block = isStale.indexOf(1); block < isStale.length - 1; block = isStale.indexOf(1, block + 1)) {
      if (except.has(block)) continue;
      if (written === most) return true;
      this.#write(block);
      written += 1;
    }
    return false;
  }

  /** 1 for each block that is stale. */
  #isStale(): Uint8Array {
    const last = this.#statement("select max(number) as number from videos").get()?.["number"];
    const isStale = new Uint8Array(typeof last === "number" ? Math.floor(last / videosPerBlock) + 1 : 0).fill(1);
    for (const { block } of this.#statement("select block from video_blocks").all()) isStale[Number(block)] = 0;
    return isStale;
  }

  #write(block: number): void {
    const columns = this.#pack(block);
    const insert = this.#statement("insert or replace into video_columns (place, data) values (?, ?)");
    for (const name of columnNames) insert.run(placeOf(name, block), columns[name]);
    this.#statement("insert into video_blocks (block) values (?)").run(block);
  }

  /** @param packed the columns of a stale block; null for one whose columns are written */
  #readable(block: number, packed: Block | null, columns: ColumnReader): ReadableBlock {
    const read = (name: ColumnName): unknown => (packed === null ? columns.read(name, block) : packed[name]);
    const missing = (name: ColumnName) => new Error(`Block ${block} of the videos has no column ${name}.`);
    const bytes = (name: ColumnName) => {
      const data = read(name);
      if (data instanceof Uint8Array) return data;
      throw missing(name);
    };
    return {
      firstNumber: block * videosPerBlock,
      bytes,
      labels: (name, count) => readLabels(bytes(name), count),
      numbers: (name) => readNumbers(bytes(name)),
      sums: () => readSums(bytes("sums"), (json) => this.#meanings(json)),
      text(name) {
        const data = read(name);
        if (typeof data === "string") return data;
        throw missing(name);
      },
    };
  }

  #pack(block: number): Block {
    const first = block * videosPerBlock;
    const select = this.#statement(selectRows);
    select.setReturnArrays(true);
    this.#packingBands ??= bandsForPacking();
    return packBlock(select.all(first, first + videosPerBlock) as unknown as BlockRow[], this.#packingBands);
  }

  #meanings(json: string): SlotMeanings {
    const known = this.#knownMeanings.get(json);
    if (known !== undefined) return known;
    const meanings = JSON.parse(json) as SlotMeanings;
    if (this.#knownMeanings.size >= mostMeanings) this.#knownMeanings.clear();
    this.#knownMeanings.set(json, meanings);
    return meanings;
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Whether there are stale blocks apart from the last. */
export const selectHasStale = `select (select count(*) from video_blocks)
  < (select coalesce(max(number), 0) from videos) / ${videosPerBlock} as has_stale`;

/** The values of a `BlockRow`. The casts take every value that another program may have written. */
const selectRows = `
  select number, cast(filename as text), cast(name_key as text), directory_id, cast(video_codec as text),
    cast(width as real), cast(height as real), cast(job_id as text), cast(missing_job_id as text), missing_since is not null,
    cast(suspect as text), cast(check_verdict as text), cast(created_at as real), cast(duration_seconds as real),
    cast(file_size as real), cast(modified_us as real), cast(coalesce(audio_codecs, audio_codec) as text),
    cast(audio_languages as text),
    cast(subtitle_languages as text) || cast(subtitle_files as text), cast(hdr as text), cast(bit_depth as real),
    cast(container as text),
    cast(frame_rate_numerator as real) / cast(frame_rate_denominator as real), cast(bit_rate as real),
    cast(disk as text), cast(file_number as real)
  from videos where number >= ? and number < ? order by number`;

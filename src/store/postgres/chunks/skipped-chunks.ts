/**
 * The chunks that a worker does not take: it is limited to other directories, or leaves their directories alone for a
 * while. pg-boss hands out the chunks that have waited longest, whatever their files are, but it can leave out groups. So
 * each chunk is a group of its own, and such a worker asks for chunks without these groups. They stay as they are, and
 * wait for other workers.
 */
import { type Kysely, sql } from "kysely";
import { takesChunk, type Wishes } from "../../../scanning/chunks/takes-chunk.ts";
import type { FileStat } from "../../../scanning/scan-library.ts";
import type { Tables } from "../../schema.ts";

export class SkippedChunks {
  readonly #queue: string;
  /**
   * Whether a chunk is skipped, for chunks that wait. The files of a chunk never change, so each is read once, as long as
   * the worker wants the same.
   */
  #known = new Map<string, boolean>();
  /** What the worker wanted then, as JSON. */
  #knownFor = "";

  /** @param queue the queue of chunks */
  constructor(queue: string) {
    this.#queue = queue;
  }

  /** The ids of all waiting chunks that the worker does not take. */
  async waiting(db: Kysely<Tables>, wishes: Wishes): Promise<string[]> {
    const wanted = JSON.stringify(wishes);
    if (wanted !== this.#knownFor) this.#known.clear();
    this.#knownFor = wanted;
    const { rows } = await sql<{ id: string; files: string | null }>`
      select chunk.id::text as id,
        case when chunk.id = any(${[...this.#known.keys()]}::uuid[]) then null else chunk.files end as files
      from scan_chunks as chunk join pgboss.job as delivery on delivery.name = ${this.#queue} and delivery.id = chunk.id
      where delivery.state < 'active'
    `.execute(db);
    this.#known = new Map(
      rows.map(({ id, files }) => [id, files === null ? this.#known.get(id) === true : isSkipped(files, wishes)]),
    );
    return rows.flatMap(({ id }) => (this.#known.get(id) === true ? [id] : []));
  }
}

/** @param files JSON */
function isSkipped(files: string, wishes: Wishes): boolean {
  return takesChunk(wishes, JSON.parse(files) as readonly FileStat[]) !== "takes";
}

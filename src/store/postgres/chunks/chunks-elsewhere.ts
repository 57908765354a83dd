/**
 * The chunks that are not for a worker which is limited to some directories. pg-boss hands out the chunks that have waited
 * longest, whatever their files are, but it can leave out groups. So each chunk is a group of its own, and such a worker
 * asks for chunks without these groups. They stay as they are, and wait for other workers.
 */
import { type Kysely, sql } from "kysely";
import { isAllowed } from "../../../files/is-within.ts";
import type { FileStat } from "../../../scanning/scan-library.ts";
import type { Tables } from "../../schema.ts";

export class ChunksElsewhere {
  readonly #only: readonly string[];
  readonly #queue: string;
  /** Whether a chunk is elsewhere, for chunks that wait. The files of a chunk never change, so each is read once. */
  #known = new Map<string, boolean>();

  /** @param options.only absolute directories, at least one. @param options.queue the queue of chunks */
  constructor({ only, queue }: { readonly only: readonly string[]; readonly queue: string }) {
    this.#only = only;
    this.#queue = queue;
  }

  isInside({ path }: FileStat): boolean {
    return isAllowed(path, this.#only);
  }

  /** The ids of all waiting chunks without a file for this worker. */
  async waiting(db: Kysely<Tables>): Promise<string[]> {
    const { rows } = await sql<{ id: string; files: string | null }>`
      select chunk.id::text as id,
        case when chunk.id = any(${[...this.#known.keys()]}::uuid[]) then null else chunk.files end as files
      from scan_chunks as chunk join pgboss.job as delivery on delivery.name = ${this.#queue} and delivery.id = chunk.id
      where delivery.state < 'active'
    `.execute(db);
    this.#known = new Map(
      rows.map(({ id, files }) => [id, files === null ? this.#known.get(id) === true : this.#isElsewhere(files)]),
    );
    return rows.flatMap(({ id }) => (this.#known.get(id) === true ? [id] : []));
  }

  /** @param files JSON */
  #isElsewhere(files: string): boolean {
    return !(JSON.parse(files) as readonly FileStat[]).some((file) => this.isInside(file));
  }
}

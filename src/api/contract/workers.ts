import { z } from "zod";
import { count, id, time } from "./request-values.ts";

export const workerSchema = z.object({
  worker_id: id,
  host: z.string(),
  pid: count,
  version: z.string(),
  state: z
    .enum(["working", "idle", "paused", "silent"])
    .describe(
      "`paused`: it reads no files, and leaves some alone for a moment; `silent`: no sign of life for ten seconds",
    ),
  job_id: id.nullable().describe("The scan whose files it reads"),
  since: time.describe("When its state or its scan changed last"),
  path_map: z.array(z.string()).describe("Each `LIBRARY=HERE`"),
  only: z.array(z.string()).describe("The directories to which it is limited; empty for no limit"),
  is_this_server: z.boolean().describe("Whether it is part of the server that answers"),
  problems: z.array(z.string()).describe("What kept it from its work in the last ten minutes, newest first"),
  leaves: z
    .array(z.object({ directory: z.string(), problem: z.string() }))
    .describe("Directories whose files it leaves to other workers for a moment"),
});
export const workersSchema = z.object({ workers: z.array(workerSchema) });
export type WorkerJson = z.output<typeof workerSchema>;
export type WorkersJson = z.output<typeof workersSchema>;

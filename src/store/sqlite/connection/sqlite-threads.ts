/**
 * The threads of SQLite connections. A thread that has closed its database is kept for the next connection: starting a
 * thread takes several times as long as opening a library.
 */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

/** As many threads as a library has. */
const mostSpare = 3;

const spare = new Set<Worker>();

/** A thread without a connection: a spare one, or a new one. It keeps the process alive. */
export function takeThread(): Worker {
  for (const worker of spare) {
    forget(worker);
    worker.ref();
    return worker;
  }
  return startThread();
}

function startThread(): Worker {
  // Beside this file, with its extension: .ts in the source, .js when built.
  const file = new URL(`./sqlite-thread${extname(import.meta.url)}`, import.meta.url);
  // Without the flags of this process: a thread does not start with some, such as --input-type.
  return new Worker(file, { name: "gleaner sqlite", execArgv: [] });
}

/** Starts threads for connections that follow soon, while the rest of the program loads. */
export function warmUpThreads(count: number): void {
  const missing = Math.min(count, mostSpare) - spare.size;
  for (let started = 0; started < missing; started++) giveThreadBack(startThread());
}

/**
 * Takes a thread back that has closed its database. A thread that is not kept ends.
 *
 * @param worker without listeners. A kept thread does not keep the process alive
 */
export function giveThreadBack(worker: Worker): void {
  if (spare.size >= mostSpare) {
    void worker.terminate();
    return;
  }
  worker.unref();
  for (const event of ["error", "exit"]) worker.on(event, forgetThis);
  spare.add(worker);
}

function forgetThis(this: Worker): void {
  forget(this);
}

function forget(worker: Worker): void {
  for (const event of ["error", "exit"]) worker.off(event, forgetThis);
  spare.delete(worker);
}

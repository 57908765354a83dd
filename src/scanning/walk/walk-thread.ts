/**
 * A thread that makes file calls for walks. Its calls are synchronous, which is several times as fast and holds up only
 * this thread. It handles one request after the other and never waits for its owner.
 */
import { parentPort, workerData } from "node:worker_threads";
import { countFiles } from "./count-files-thread.ts";
import { DiskIds } from "./disk-id-thread.ts";
import { findAbsentEntries } from "./find-absent-thread.ts";
import { fingerprintOfListed } from "./fingerprint-of-listed-thread.ts";
import { Sections } from "./list-sections-thread.ts";
import { lookAtPlaces } from "./look-at-places-thread.ts";
import {
  type FileThreadData,
  type ListedDirectory,
  type SharedWords,
  type StopFlag,
  shared,
  type ThreadAnswer,
  type ThreadMessage,
  type ThreadRequest,
} from "./thread-messages.ts";

/** An answer is sent once it has so many names, or four times as many of directories that come without their files … */
const answerNames = 1_000;
/** … or after so many milliseconds, so that a slow disk delays no name that was read. */
const answerMs = 50;

type Request<Kind extends ThreadRequest["kind"]> = Extract<ThreadRequest, { kind: Kind }>;

function serve(port: NonNullable<typeof parentPort>, { words, place }: FileThreadData): void {
  const placeBuffer = Buffer.from(place.buffer);
  let disks = new DiskIds();
  let sections = new Sections(disks);

  function forget(): void {
    disks = new DiskIds();
    sections = new Sections(disks);
  }

  function answer(request: ThreadRequest): ThreadAnswer {
    const { id, kind } = request;
    Atomics.store(words, shared.item, 0);
    Atomics.store(words, shared.request, id);
    switch (kind) {
      case "list":
        return list(request);
      case "find-absent":
        return findAbsent(request);
      case "look-at-places": {
        const { directory, names, rules } = request;
        const places = lookAtPlaces(directory, names, { disks, rules, mayGoOn: () => mayGoOnWith(request) });
        return places === null ? { id, kind: "stopped" } : { id, kind: "places", places };
      }
      case "fingerprint":
        return { id, kind: "fingerprint", fingerprint: fingerprintOfListed(request.file, request.rules) };
      case "count": {
        const mayGoOn = () => beat(words, request.stop);
        const onDirectory = (path: string) => Atomics.store(words, shared.placeBytes, placeBuffer.write(path));
        const files = countFiles(request.root, request.rules, { mayGoOn, onDirectory });
        return files === null ? { id, kind: "stopped" } : { id, kind: "counted", files };
      }
    }
  }

  function list({ id, walk, directories, rules, stop }: Request<"list">): ThreadAnswer {
    const options = { rules, mayGoOn: () => beat(words, stop), until: performance.now() + answerMs };
    const listed: ListedDirectory[] = [];
    let names = 0;
    for (const [index, directory] of directories.entries()) {
      if (index > 0 && (names >= answerNames || performance.now() >= options.until)) break;
      if (id <= Atomics.load(words, shared.takenBack)) break;
      Atomics.store(words, shared.item, index);
      const next = sections.next(walk, directory, options);
      if (next === null) return { id, kind: "stopped" };
      names += next.kind === "whole" ? next.count / 4 : (next.section?.count ?? 0);
      listed.push(next);
    }
    return { id, kind: "listed", listed };
  }

  function mayGoOnWith({ id, stop }: ThreadRequest): boolean {
    return beat(words, stop) && id > Atomics.load(words, shared.takenBack);
  }

  function findAbsent(request: Request<"find-absent">): ThreadAnswer {
    const { id, place, entries, rules } = request;
    const mayGoOn = () => mayGoOnWith(request);
    const names = findAbsentEntries(place, entries, { disks, rules, mayGoOn });
    return names === null ? { id, kind: "stopped" } : { id, kind: "absent", names };
  }

  port.on("message", (message: ThreadMessage) => {
    if (message.kind === "forget") forget();
    else port.postMessage(answer(message));
  });
}

/** Signals progress. Returns whether the thread may go on. */
function beat(words: SharedWords, stop: StopFlag): boolean {
  Atomics.add(words, shared.beats, 1);
  return Atomics.load(stop, 0) === 0;
}

if (parentPort !== null) serve(parentPort, workerData as FileThreadData);

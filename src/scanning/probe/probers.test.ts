/** What both probers promise, on real files and in real processes. */
import { execFile, spawn } from "node:child_process";
import { getEventListeners, once } from "node:events";
import {
  copyFile,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeEndlessFile, writeGreedyFile } from "../../../test/scanning/files-under-test.ts";
import { writeFilmWithLongLanguage } from "../../../test/scanning/long-language-under-test.ts";
import {
  isThere,
  processWithFile,
  untilGone,
  untilInGroupOfItsOwn,
} from "../../../test/scanning/processes-under-test.ts";
import { asVersionSees, namedAsInFacts, readFacts } from "../../../test/scanning/sample-facts.ts";
import { ProberClosed } from "../../libav/prober-errors.ts";
import { detailsFromText } from "../../library/details-from-text.ts";
import { createFfprobeProber } from "./ffprobe-prober.ts";
import { createLibavProber } from "./libav-prober.ts";
import type { ProbeLimits, ProbeOutcome, Prober } from "./prober.ts";

const samples = join(import.meta.dirname, "../../../samples");
const clip = (name: string): string => join(samples, "clips", name);
const soundFile = clip("h264-aac-faststart.mp4");
const onLinux = process.platform === "linux";

const limits: ProbeLimits = { concurrency: 2, timeoutMs: 20_000, memoryBytes: 1024 ** 3, niceness: 0 };
let directory: string;
beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-probe-")));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let files = 0;
/** A path in the directory of the tests that no other test uses. */
function newPath(suffix: string): string {
  files += 1;
  return join(directory, `${files}-${suffix}`);
}

function problemOf(outcome: ProbeOutcome): string {
  return outcome.kind === "problem" ? `${outcome.problem.code}: ${outcome.problem.message}` : "a video";
}

describe.each([
  { name: "libav", create: createLibavProber },
  { name: "ffprobe", create: (chosen: ProbeLimits) => createFfprobeProber(chosen) },
])("the prober $name", ({ name, create }) => {
  // Starting a process takes longer than most files.
  let prober: Prober;
  beforeAll(() => {
    prober = create(limits);
  });
  afterAll(() => prober.close());

  test("works here, and says with which version", async () => {
    const health = await prober.check();
    expect(health.ok).toBe(true);
    expect(health.detail).toMatch(name === "libav" ? /^libav of FFmpeg \d/ : /^ffprobe \d/);
  });

  test("finds in every sample exactly what facts.json says, and its own version no other duration by half a frame", async () => {
    const expected = await readFacts();
    const { signal } = new AbortController();
    const found = await Promise.all(
      Object.keys(expected).map(async (file) => [file, await prober.probe(clip(file), { signal })] as const),
    );
    expect(found.length).toBeGreaterThan(20);
    for (const [file, outcome] of found) {
      const facts = outcome.kind === "video" ? namedAsInFacts(outcome.facts) : { ...outcome };
      expect({ file, ...facts }).toEqual({ file, ...asVersionSees(expected[file] ?? {}, facts) });
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("finds each language and codec of the sounds and the subtitles once, in order", async () => {
    const outcome = await prober.probe(clip("hdr10-several-streams.mkv"));
    expect(outcome).toMatchObject({
      facts: { audioLanguages: "eng ger", subtitleLanguages: "eng ger", audioCodecs: "aac eac3 opus" },
    });
    expect(await prober.probe(clip("rotated-90.mp4"))).toMatchObject({ facts: { subtitleLanguages: "" } });
    expect(await prober.probe(clip("h264-ac3-interlaced.mts"))).toMatchObject({
      facts: { audioCodec: "ac3", audioCodecs: null },
    });
  });

  test("tells what is wrong with a file that is empty, of noise, cut off, or without a picture", async () => {
    const [empty, noise, cut, sizeless, sound] = [".mp4", ".mp4", ".mp4", ".mts", ".mp4"].map(newPath) as Paths;
    await writeFile(empty, "");
    await writeFile(noise, Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 251)));
    await copyFile(clip("h264-variable-rate.mp4"), cut);
    await truncate(cut, 3_000);
    await copyFile(clip("h264-ac3-interlaced.mts"), sizeless);
    await truncate(sizeless, 1_000);
    await copyFile(clip("flv1-mp3.flv"), sound);
    await truncate(sound, 376);
    expect(problemOf(await prober.probe(empty))).toBe("not_video: is empty");
    expect(problemOf(await prober.probe(noise))).toMatch(
      /^not_video: cannot be read as a video: it is \w.* \(libav: .+\)$/,
    );
    expect(problemOf(await prober.probe(cut))).toBe(
      "not_video: cannot be read as a video: it is incomplete or damaged, such as after an interrupted download or copy (libav: moov atom not found)",
    );
    expect(problemOf(await prober.probe(sizeless))).toBe(
      "not_video: is incomplete or damaged: the size of its picture is unknown",
    );
    expect(problemOf(await prober.probe(sound))).toBe("not_video: has no video stream");
  });

  test.each([
    [".mp4", "<!doctype html>\n<title>404 Not Found</title>\n"],
    [".ts", `import { test } from "vitest";\n${"// Sätze\n".repeat(3_000)}`],
    [".mkv", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\na.mp4\n"],
  ])("says of a text with the extension %s that it is one", async (extension, text) => {
    const path = newPath(extension);
    await writeFile(path, text);
    expect(problemOf(await prober.probe(path))).toBe(
      "not_video: is a text, such as a saved web page or a source of TypeScript, and not a video",
    );
  });

  test("marks a film that was cut off, and reads what there is of it", async () => {
    for (const name of ["h264-aac-faststart.mp4", "vp8-vorbis.webm", "mpeg4-mp3.avi"]) {
      const cut = newPath(name);
      await copyFile(clip(name), cut);
      await truncate(cut, Math.floor((await stat(cut)).size * 0.8));
      expect(await prober.probe(cut)).toMatchObject({ kind: "video", facts: { suspect: "truncated", audioCount: 1 } });
    }
  });

  test.each([
    ["an HLS playlist", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nFILE\n#EXT-X-ENDLIST\n"],
    ["a concat script", "ffconcat version 1.0\nfile 'FILE'\n"],
    ["a playlist", "#EXTM3U\nFILE\n"],
  ])("does not follow %s that calls itself a video to the file that it names", async (_kind, text) => {
    const target = newPath("target.ts");
    await copyFile(clip("hevc-aac.ts"), target);
    for (const suffix of ["list.mp4", "list.m3u8", "list.ts"]) {
      const list = newPath(suffix);
      await writeFile(list, text.replace("FILE", target));
      expect(problemOf(await prober.probe(list))).toMatch(/^not_video: /);
    }
  });

  test("reads no file outside the roots, through whichever link it is reached", async () => {
    const root = newPath("root");
    const outside = newPath("outside");
    for (const place of [root, outside]) {
      await mkdir(place);
      await copyFile(clip("h264-aac-faststart.mp4"), join(place, "film.mp4"));
    }
    await symlink(outside, join(root, "directory"));
    await symlink(join(outside, "film.mp4"), join(root, "link.mp4"));
    await symlink("film.mp4", join(root, "inner.mp4"));
    const probe = async (name: string) => problemOf(await prober.probe(join(root, name), { roots: [root] }));
    const refused = "link_outside_roots: is reached through a link to outside the allowed directories";
    expect(await probe("link.mp4")).toBe(refused);
    expect(await probe("directory/film.mp4")).toBe(refused);
    expect((await prober.probe(join(root, "inner.mp4"), { roots: [root] })).kind).toBe("video");
  });

  test("says which version of a file it has read where that is not the listed one", async () => {
    const path = newPath("changed.mp4");
    await copyFile(clip("h264-aac-faststart.mp4"), path);
    await utimes(path, 1_000, 1_000);
    const { size } = await stat(path);
    const version = { size, modifiedUs: 1_000_000_000 };
    expect(await prober.probe(path, { version })).not.toHaveProperty("version");
    expect(await prober.probe(path, { version: { size: 1, modifiedUs: 1 } })).toMatchObject({ kind: "video", version });
  });

  test("never waits for a FIFO, a socket, a device or a directory, and names it", async () => {
    const [fifo, socket, device, folder] = ["f.mp4", "s.mp4", "d.mp4", "x.mp4"].map(newPath) as Paths;
    await promisify(execFile)("mkfifo", [fifo]);
    const server = createServer().listen(socket);
    await once(server, "listening");
    await symlink("/dev/zero", device);
    await mkdir(folder);
    try {
      const problems = await Promise.all([fifo, socket, device, folder].map((path) => prober.probe(path)));
      expect(problems.map(problemOf)).toEqual([
        "not_regular_file: is a FIFO, not a regular file",
        "not_regular_file: is a socket, not a regular file",
        "not_regular_file: is a device, not a regular file",
        "not_regular_file: is a directory, not a regular file",
      ]);
    } finally {
      server.close();
    }
  });

  test.each([
    "with spaces.mp4",
    `quotes ' " \`$(true)\`.mp4`,
    "line\nbreak.mp4",
    "-v.mp4",
    "http:colon.mp4",
    "100%d?*[a].mp4",
    "🎬 夏.mp4",
  ])("reads a file whose name is %j", async (fileName) => {
    const folder = newPath("names");
    await mkdir(folder);
    const path = join(folder, fileName);
    await copyFile(soundFile, path);
    expect((await prober.probe(path)).kind).toBe("video");
    await writeFile(path, "no video");
    const problem = problemOf(await prober.probe(path));
    expect(problem).toMatch(/^not_video: /);
    expect(problem).not.toContain("names");
  });

  test("tells of a file that is gone, and of one that cannot be reached", async () => {
    const loop = newPath("loop.mp4");
    await symlink(loop, loop);
    expect(problemOf(await prober.probe(newPath("gone.mp4")))).toBe("vanished: is not there any more");
    expect(problemOf(await prober.probe(join(soundFile, "x.mp4")))).toBe("vanished: is not there any more");
    expect(problemOf(await prober.probe(loop))).toBe("unreadable: cannot be read: its links form a loop");
  });

  test.skipIf(process.getuid?.() === 0)("tells of a file that may not be read", async () => {
    const path = newPath("secret.mp4");
    await copyFile(soundFile, path);
    await promisify(execFile)("chmod", ["000", path]);
    expect(problemOf(await prober.probe(path))).toBe("unreadable: permission denied");
  });

  test("gives up a file that takes too long, and reads the next", async () => {
    const endless = newPath("endless.mkv");
    await writeEndlessFile(endless);
    const hasty = create({ ...limits, concurrency: 1, timeoutMs: 1_500 });
    try {
      expect(problemOf(await hasty.probe(endless))).toBe("timed_out: was given up: reading it took longer than 1.5 s");
      // A machine under load may need longer than that for any file.
      await expect.poll(async () => (await hasty.probe(soundFile)).kind).toBe("video");
    } finally {
      await hasty.close();
    }
  });

  describe.runIf(onLinux)("on Linux", () => {
    test("reads a film with 12 MB of language, and takes only the beginning of that", async () => {
      const path = newPath("long-language.mkv");
      await writeFilmWithLongLanguage(path, 12_000_000);
      const outcome = await prober.probe(path);
      const language = name === "libav" ? "x".repeat(16) : null;
      expect(outcome).toMatchObject({ kind: "video", facts: { videoCodec: "hevc" } });
      const all = outcome.kind === "video" ? (detailsFromText(outcome.facts.details)?.streams ?? []) : [];
      const streams = all.filter(({ kind }) => kind === "subtitle");
      expect(streams.map((stream) => stream.language)).toEqual(streams.map(() => language));
      expect(streams.length).toBeGreaterThan(1);
    });

    test("gives up a file that takes too much memory, and reads the next", async () => {
      const greedy = newPath("greedy.mp4");
      await writeGreedyFile(greedy);
      expect(problemOf(await prober.probe(greedy))).toBe(
        "out_of_memory: needs more memory than Gleaner gives to one file, as damaged files do",
      );
      expect((await prober.probe(soundFile)).kind).toBe("video");
      const generous = create({ ...limits, memoryBytes: 4 * 1024 ** 3 });
      try {
        expect(problemOf(await generous.probe(greedy))).toBe(
          "not_video: is incomplete or damaged: the size of its picture is unknown",
        );
      } finally {
        await generous.close();
      }
    });

    test("tries a file once more when its process is killed, and keeps what that finds", async () => {
      const path = newPath("first-endless.mkv");
      await writeEndlessFile(path);
      const probing = prober.probe(path);
      const pid = await processWithFile(path);
      const sound = newPath("sound.mp4");
      await copyFile(soundFile, sound);
      await rename(sound, path);
      process.kill(pid, "SIGKILL");
      expect((await probing).kind).toBe("video");
    });

    test("gives up a file whose process is killed twice, and names the signal", async () => {
      const path = newPath("endless.mkv");
      await writeEndlessFile(path);
      const probing = prober.probe(path);
      const first = await processWithFile(path);
      process.kill(first, "SIGSEGV");
      const second = await processWithFile(path, new Set([first]));
      process.kill(second, "SIGSEGV");
      expect(problemOf(await probing)).toBe(
        "crashed: was given up: it makes the process that reads it crash (SIGSEGV)",
      );
      expect((await prober.probe(soundFile)).kind).toBe("video");
    });

    test("kills the process of a file when the signal aborts, and throws its reason", async () => {
      const path = newPath("endless.mkv");
      await writeEndlessFile(path);
      const controller = new AbortController();
      const probing = prober.probe(path, { signal: controller.signal });
      const pid = await processWithFile(path);
      const reason = new Error("not wanted any more");
      controller.abort(reason);
      await expect(probing).rejects.toBe(reason);
      await untilGone(pid);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
      expect((await prober.probe(soundFile)).kind).toBe("video");
    });

    test("gives up a file at once that no process has, and goes on with one that a process has", async () => {
      const path = newPath("endless.mkv");
      await writeEndlessFile(path);
      const alone = create({ ...limits, concurrency: 1 });
      try {
        const stop = new AbortController();
        const begun = alone.probe(path, { unlessBegun: stop.signal }).catch((error: unknown) => error);
        const pid = await processWithFile(path);
        const waiting = alone.probe(soundFile, { unlessBegun: stop.signal });
        const reason = new Error("cancelled");
        stop.abort(reason);
        await expect(waiting).rejects.toBe(reason);
        expect(isThere(pid)).toBe(true);
        await alone.close();
        expect(await begun).toBeInstanceOf(ProberClosed);
      } finally {
        await alone.close();
      }
    });

    test("leaves no process behind when it is closed, and probes nothing any more", async () => {
      const path = newPath("endless.mkv");
      await writeEndlessFile(path);
      const alone = create({ ...limits, concurrency: 1 });
      const outcomes = Promise.allSettled([alone.probe(path), alone.probe(soundFile)]);
      const pid = await processWithFile(path);
      await alone.close();
      expect(isThere(pid)).toBe(false);
      for (const outcome of await outcomes) {
        expect(outcome).toEqual({ status: "rejected", reason: expect.any(ProberClosed) });
      }
      await expect(alone.probe(soundFile)).rejects.toBeInstanceOf(ProberClosed);
    });

    test("leaves no process behind when its own is killed, and keeps them from the Ctrl-C of a terminal", async () => {
      const path = newPath("endless.mkv");
      await writeEndlessFile(path);
      const parent = startParent(name, path);
      const pid = await processWithFile(path, new Set([parent.pid ?? 0]));
      await untilInGroupOfItsOwn(pid, parent.pid ?? 0);
      // What a terminal does with Ctrl-C: a signal to all of the group in front.
      process.kill(-(parent.pid ?? 0), "SIGINT");
      expect(String(await once(parent.stdout, "data"))).toBe("interrupted\n");
      expect(isThere(pid)).toBe(true);
      parent.kill("SIGKILL");
      await untilGone(pid);
      expect(isThere(pid)).toBe(false);
    });
  });

  test("starts nothing for a signal that has aborted already", async () => {
    const reason = new Error("never wanted");
    await expect(prober.probe(soundFile, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

type Paths = [string, string, string, string, string];

/** A process that leads its group, probes the file, and says so when it is told to stop. */
function startParent(name: string, path: string) {
  const program = `
    import { create${name === "libav" ? "Libav" : "Ffprobe"}Prober as create } from "${pathToFileURL(import.meta.dirname).href}/${name}-prober.ts";
    process.on("SIGINT", () => console.log("interrupted"));
    await create(${JSON.stringify(limits)}).probe(process.argv[1]);`;
  return spawn(process.execPath, ["--input-type=module", "-e", program, path], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

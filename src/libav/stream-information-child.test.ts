import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const clip = join(import.meta.dirname, "../../samples/clips/h264-aac-faststart.mp4");

/** The first packets of the clip have more. */
const fewBytes = 1_000;

test("packets that were read without decoding leave no memory behind for a garbage collection", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", readTwice(clip)]);
  const { spared, bytes } = JSON.parse(stdout) as { readonly spared: boolean; readonly bytes: number };
  expect(spared).toBe(true);
  expect(bytes).toBeLessThan(fewBytes);
});

/** In a process of its own, as libav may crash. */
function readTwice(path: string): string {
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  return `
    import { formatWhitelist } from ${module("formats.ts")};
    import { silenceLibav } from ${module("libav-log-child.ts")};
    import { prepareInput } from ${module("open-input-child.ts")};
    import { decoderNames, findStreamInfo } from ${module("stream-information-child.ts")};
    silenceLibav();
    const decoders = decoderNames();
    const path = ${JSON.stringify(path)};
    const read = () => {
      using input = prepareInput({ path, openPath: path }, formatWhitelist());
      const { context, io, url, options } = input;
      context.openInputSync(url, null, options);
      findStreamInfo({ context, io, beginning: Buffer.alloc(0) }, decoders);
      return context.getOption("codec_whitelist") === "none";
    };
    read();
    const before = process.memoryUsage().arrayBuffers;
    const spared = read();
    const bytes = process.memoryUsage().arrayBuffers - before;
    process.stdout.write(JSON.stringify({ spared, bytes }));`;
}

/** A library over HTTP whose videos are files on the disk. */
import { stat } from "node:fs/promises";
import { versionOf } from "../../src/files/file-version.ts";
import type { VideoId } from "../../src/library/video.ts";
import { type Api, type ApiOptions, type ScriptedScan, startApi } from "./start-api.ts";

export interface FilmLibrary extends Api {
  /** Puts a file into the library, as it is on the disk. Returns the id of its video. */
  keep(
    path: string,
    as?: Parameters<ScriptedScan["commit"]>[0]["as"],
    /** The ends of the names of its subtitle files, such as `\n.en.srt`. Default: none. */
    subtitles?: string,
  ): Promise<VideoId>;
}

export async function startFilmLibrary(options: ApiOptions = {}): Promise<FilmLibrary> {
  const api = await startApi(options);
  await api.queue.submit({ type: "scan", payload: { path: api.directory, recursive: true, retry_errors: false } });
  const scan = await api.nextScan();
  const keep: FilmLibrary["keep"] = async (path, as = {}, subtitles = "") => {
    const version = { ...versionOf(await stat(path)), subtitles };
    await scan.commit({ videos: [path], versions: new Map([[path, version]]), as });
    const video = (await api.store.videos.list({ limit: 100 })).videos.find((one) => one.path === path);
    if (video === undefined) throw new Error(`${path} is not in the library`);
    return video.id;
  };
  return Object.assign(api, { keep });
}

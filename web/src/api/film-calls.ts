import type { ShowInFolderJson } from "../../../src/api/contract/playing.ts";
import { type CallOptions, type Connection, query } from "./connection.ts";

/** The file of a video: how it is played and shown. */
export interface FilmCalls {
  /** The address of a video's file. */
  filmUrl(id: string): string;
  /** Whether the server sends the file of a video. If not, the error says why. */
  checkFilm(id: string, options?: CallOptions): Promise<void>;
  /** The address of a subtitle file of a video, as browsers show it. @param nth its place in `external_subtitles` */
  subtitlesUrl(id: string, nth: number): string;
  /** Whether the server sends such a file. If not, the error says why. */
  checkSubtitles(id: string, nth: number, options?: CallOptions): Promise<void>;
  /** The address of a playlist, which opens a video in a player outside of the browser. */
  playlistUrl(id: string): string;
  canShowInFolder(id: string, options?: CallOptions): Promise<ShowInFolderJson>;
  /** Shows the file of a video on the desktop of the server. */
  showInFolder(id: string, options?: CallOptions): Promise<void>;
}

export function filmCalls({ api, call, get, post }: Connection): FilmCalls {
  return {
    filmUrl: (id) => `${api}/videos/${encodeURIComponent(id)}/file`,
    checkFilm: (id, { signal } = {}) =>
      call("GET", `/videos/${encodeURIComponent(id)}/file`, { signal, range: "bytes=0-0" }),
    subtitlesUrl: (id, nth) => `${api}/videos/${encodeURIComponent(id)}/subtitles/${nth}`,
    checkSubtitles: (id, nth, { signal } = {}) =>
      call("GET", `/videos/${encodeURIComponent(id)}/subtitles/${nth}`, { signal, range: "bytes=0-0" }),
    playlistUrl: (id) =>
      `${api}/videos/${encodeURIComponent(id)}/playlist.m3u8${query({ origin: globalThis.location.origin })}`,
    canShowInFolder: (id, callOptions) => get(`/videos/${encodeURIComponent(id)}/show-in-folder`, callOptions),
    showInFolder: (id, callOptions) => post(`/videos/${encodeURIComponent(id)}/show-in-folder`, undefined, callOptions),
  };
}

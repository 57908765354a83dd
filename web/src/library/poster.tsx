import { IconMovie } from "@tabler/icons-react";
import { createContext, memo, use, useCallback, useRef, useSyncExternalStore } from "react";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { useApi } from "../api/use-api.ts";
import classes from "./poster.module.css";
import type { PosterRequests } from "./poster-requests.ts";
import { shownSize } from "./video-words.ts";

export const PosterContext = createContext<PosterRequests | null>(null);

/** The poster of a video, or an icon while there is none. Screen readers skip it. */
export const Poster = memo(function Poster({ video }: { readonly video: VideoJson }) {
  const api = useApi();
  const requests = use(PosterContext);
  if (requests === null) throw new Error("There is no PosterContext around this component");
  const { id, updated_at } = video;
  const isReady = video.thumbnail_path !== null;
  const icon = useRef<HTMLSpanElement>(null);
  const state = useSyncExternalStore(
    useCallback(
      (onChange: () => void) => requests.show({ id, updated_at }, onChange, { isReady, element: () => icon.current }),
      [requests, id, updated_at, isReady],
    ),
    () => requests.state({ id, updated_at }),
  );
  const { width, height } = shownSize(video);
  if (state === "unavailable" || (state === "wanted" && !isReady)) {
    return (
      <span ref={icon} className={classes["none"]} data-poster="none">
        <IconMovie stroke={1.2} aria-hidden />
      </span>
    );
  }
  const url = api.thumbnailUrl(video);
  return (
    <img
      key={url}
      src={url}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      className={classes["picture"]}
      data-upright={height > width}
      data-poster="made"
      onError={() => requests.failed(video)}
    />
  );
});

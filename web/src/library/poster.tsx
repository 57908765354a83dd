import { IconMovie } from "@tabler/icons-react";
import { createContext, memo, use, useCallback, useSyncExternalStore } from "react";
import type { VideoJson } from "../../../src/api/contract.ts";
import { useApi } from "../api/use-api.ts";
import classes from "./poster.module.css";
import type { PosterRequests } from "./poster-requests.ts";
import { shownSize } from "./video-words.ts";

export const PosterContext = createContext<PosterRequests | null>(null);

/** The picture of a video, or a quiet drawing where there is none (yet). Says nothing to those who hear the page. */
export const Poster = memo(function Poster({ video }: { readonly video: VideoJson }) {
  const api = useApi();
  const requests = use(PosterContext);
  if (requests === null) throw new Error("There is no PosterContext around this component");
  const { id, updated_at } = video;
  const hasPoster = video.thumbnail_path !== null;
  const state = useSyncExternalStore(
    useCallback(
      (onChange: () => void) => requests.show({ id, updated_at }, onChange, { isMade: hasPoster }),
      [requests, id, updated_at, hasPoster],
    ),
    () => requests.state({ id, updated_at }),
  );
  const { width, height } = shownSize(video);
  if (state === "unavailable" || (state === "wanted" && !hasPoster)) {
    return (
      <span className={classes["none"]} data-poster="none">
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

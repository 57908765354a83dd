import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { VideoSortJson } from "../../../src/api/contract/videos.ts";
import { useApi } from "../api/use-api.ts";
import { filtersOf } from "../library/library-search.ts";
import { lengthText } from "../library/video-words.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { shortFolderOf } from "../paths/folder.ts";
import { texts } from "../texts/texts.ts";
import { VisibleText } from "../texts/visible-text.tsx";
import bars from "./bar-list.module.css";
import type { Filters } from "./statistics-search.ts";
import classes from "./top-videos.module.css";

const words = texts.statistics;
const shown = 10;

const kinds = {
  largest: { sort: "-file_size", title: words.largest, all: words.allBySize },
  longest: { sort: "-duration_seconds", title: words.longest, all: words.allByLength },
} as const satisfies Record<string, { readonly sort: VideoSortJson; readonly title: string; readonly all: string }>;

/** The ten largest or longest videos that match. A press on one shows its details, in the list of all of them. */
export function TopVideos({ kind, filters }: { readonly kind: keyof typeof kinds; readonly filters: Filters }) {
  const { sort, title, all } = kinds[kind];
  const heading = useId();
  const api = useApi();
  const { data } = useQuery({
    queryKey: [libraryKey, "statistics", kind, filters],
    queryFn: ({ signal }) => api.videos(filtersOf({ ...filters, sort }), { limit: shown, offset: 0 }, { signal }),
    placeholderData: keepPreviousData,
  });
  if (data === undefined || data.videos.length === 0) return null;
  return (
    <section className={bars["section"]} aria-labelledby={heading}>
      <h2 className={bars["title"]} id={heading}>
        {title}
      </h2>
      <ol className={classes["videos"]}>
        {data.videos.map((video) => (
          <li key={video.id}>
            <Link to="/" search={{ ...filters, sort, video: video.id }} className={classes["video"]}>
              <span className={classes["name"]}>
                <VisibleText text={video.filename} />
              </span>
              <span className={`${classes["amount"]} digits`}>
                {kind === "largest" ? words.bytes(video.file_size) : (lengthText(video) ?? "–")}
              </span>
              <span className={classes["folder"]}>
                <VisibleText text={shortFolderOf(video.path)} />
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {data.total > data.videos.length && (
        <Button
          variant="subtle"
          size="compact-sm"
          className={bars["more"]}
          renderRoot={(props) => <Link to="/" search={{ ...filters, sort, view: "table" }} {...props} />}
        >
          {all}
        </Button>
      )}
    </section>
  );
}

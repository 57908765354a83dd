import { Button } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { LibrarySearch } from "../../library/library-search.ts";

interface ShowVideosProps {
  /** Which videos of the library to show. */
  readonly search: LibrarySearch;
  readonly text: string;
}

/** A button on the page of a job that leads to its videos. */
export function ShowVideos({ search, text }: ShowVideosProps) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconMovie size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/" search={search} {...props} />}
    >
      {text}
    </Button>
  );
}

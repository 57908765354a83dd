import { Button } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { filtersIn } from "../statistics/statistics-search.ts";
import { texts } from "../texts/texts.ts";
import type { LibrarySearch } from "./library-search.ts";

const words = texts.statistics;

/** Leads to the statistics of the videos in the list. */
export function StatisticsOfListed({ search }: { readonly search: LibrarySearch }) {
  return (
    <Button
      variant="light"
      color="gray"
      size="compact-sm"
      radius="xl"
      leftSection={<IconChartBar size={15} aria-hidden />}
      aria-label={words.ofTheseLabel}
      renderRoot={(props) => <Link to="/statistics" search={filtersIn(search)} {...props} />}
    >
      {words.ofThese}
    </Button>
  );
}

import { Button, Text } from "@mantine/core";
import { IconStethoscope } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { VideoJson } from "../../../src/api/contract/videos.ts";
import { messageOf } from "../api/failures.ts";
import { filterJson } from "../api/filter-json.ts";
import { useApi } from "../api/use-api.ts";
import type { VideoFilters } from "../api/video-filters.ts";
import { texts } from "../texts/texts.ts";

interface CheckListedProps {
  readonly filters: VideoFilters;
  /** How many videos the list has. */
  readonly total: number;
  /** The only video of the list; null if there are several, or while it is unknown. */
  readonly only: VideoJson | null;
}

/** Checks all videos of the list. The page of the check shows its progress. */
export function CheckListed({ filters, total, only }: CheckListedProps) {
  const api = useApi();
  const navigate = useNavigate();
  // Broken videos were checked before, so they are meant to be checked again.
  const again = filters.broken === true || (only !== null && only.broken !== null);
  const check = useMutation({
    mutationFn: () => api.checkVideos({ filter: filterJson(filters), again }),
    onSuccess: ({ job_id: jobId }) => navigate({ to: "/scans/$jobId", params: { jobId } }),
  });
  return (
    <>
      <Button
        variant="light"
        color="gray"
        size="compact-sm"
        radius="xl"
        className="digits"
        leftSection={<IconStethoscope size={15} aria-hidden />}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        {texts.checking.listed(total, { again })}
      </Button>
      {check.error !== null && (
        <Text size="sm" role="alert">
          {messageOf(check.error)}
        </Text>
      )}
    </>
  );
}

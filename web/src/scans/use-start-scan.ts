import { useMutation } from "@tanstack/react-query";
import { useJobFeed } from "../live/use-jobs.ts";

/**
 * Starts a scan with a button outside the scan dialog.
 *
 * @param start the request; its parameter is that of `mutate`
 * @param onStarted called with the id of the new scan
 */
export function useStartScan<Choice = void>(
  start: (choice: Choice) => Promise<{ readonly job_id: string }>,
  onStarted: (jobId: string) => void,
) {
  const feed = useJobFeed();
  return useMutation({
    mutationFn: start,
    onSuccess: ({ job_id: jobId }) => {
      void feed.poll();
      onStarted(jobId);
    },
  });
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { loadAgain } from "../live/load-again.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { libraryKey } from "../live/use-library-refresh.ts";

/** How long a person can take it back that a directory is forgotten, in milliseconds. */
export const takeBackMs = 10_000;

export interface ForgetLater {
  /** `waiting` until the request is sent, which may be taken back. Null: the directory is not being forgotten. */
  readonly state: "waiting" | "sending" | null;
  /** Whether its videos are forgotten, too. */
  readonly withVideos: boolean;
  /** Why the last try failed; null if it did not. */
  readonly problem: string | null;
  begin(withVideos: boolean): void;
  undo(): void;
}

/**
 * Forgets a directory of the library after a time in which it can be taken back. A person who leaves the page, closes its
 * tab or reloads it before has not taken it back: the request is then sent at once.
 */
export function useForgetLater(id: string, { afterMs }: { readonly afterMs: number }): ForgetLater {
  const api = useApi();
  const feed = useJobFeed();
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState<{ readonly withVideos: boolean } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sending = useMutation({
    mutationFn: (withVideos: boolean) => api.forgetRoot(id, { withVideos }),
    onSuccess: async () => {
      void feed.poll();
      await loadAgain(queries, [libraryKey]);
    },
  });
  const send = (withVideos: boolean) => {
    clearTimeout(timer.current);
    setWaiting(null);
    sending.mutate(withVideos);
  };
  const onLeave = useEffectEvent(() => {
    if (waiting !== null) send(waiting.withVideos);
  });
  useEffect(() => {
    const onPageHide = () => onLeave();
    window.addEventListener("pagehide", onPageHide);
    return () => {
      window.removeEventListener("pagehide", onPageHide);
      onLeave();
    };
  }, []);
  return {
    state: waiting !== null ? "waiting" : sending.isPending ? "sending" : null,
    withVideos: waiting?.withVideos ?? sending.variables ?? false,
    problem: sending.error === null ? null : messageOf(sending.error),
    begin(withVideos) {
      sending.reset();
      setWaiting({ withVideos });
      timer.current = setTimeout(() => send(withVideos), afterMs);
    },
    undo() {
      clearTimeout(timer.current);
      setWaiting(null);
    },
  };
}

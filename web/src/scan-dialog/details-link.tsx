import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ignoreSecondClick } from "./press-guards.ts";

/** A link to the page of a scan. */
export function DetailsLink({ jobId, children }: { readonly jobId: string; readonly children: ReactNode }) {
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link to="/scans/$jobId" params={{ jobId }} {...props} onClick={ignoreSecondClick} />}
    >
      {children}
    </Anchor>
  );
}

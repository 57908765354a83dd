import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import classes from "./scan-details.module.css";

const words = texts.scans.scan;

/** The error that ended a job; nothing if there is none. */
export function FailureText({ job }: { readonly job: JobJson }) {
  const { status, error } = job;
  if (error === null || (status !== "failed" && status !== "timeout" && status !== "cancelled")) return null;
  return (
    <Alert
      color={status === "failed" ? "red" : "orange"}
      icon={<IconAlertTriangle aria-hidden />}
      title={words.errorTitle[status]}
    >
      <span className={`path ${classes["error"]}`}>{error.split("\n").map(visibleText).join("\n")}</span>
    </Alert>
  );
}

import { Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { texts } from "../texts/texts.ts";
import { ScanHistory } from "./history/scan-history.tsx";
import { RunningScansSection } from "./running/running-scans-section.tsx";
import classes from "./scans-page.module.css";
import { readScansSearch, type ScansSearch } from "./scans-search.ts";
import { WorkersSection } from "./workers/workers-section.tsx";

/** All scans: active ones at the top, then the history. */
export function ScansPage() {
  // The route drops invalid values too, but the router merges its result with the raw values of the address.
  const search = readScansSearch({ ...useSearch({ from: "/scans" }) });
  const navigate = useNavigate({ from: "/scans" });
  const open = (scan: string) => void navigate({ to: "/scans", search: (search) => ({ ...search, scan }) });
  const filter = (change: ScansSearch) =>
    void navigate({ to: "/scans", search: (search) => ({ ...search, ...change }), replace: true });
  return (
    <div className={classes["page"]}>
      <Title order={1} size="h2">
        {texts.scans.title}
      </Title>
      <RunningScansSection />
      <WorkersSection />
      <ScanHistory search={search} onFilter={filter} onOpen={open} />
    </div>
  );
}

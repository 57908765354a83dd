import { Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { texts } from "../texts/texts.ts";
import { ScanHistory } from "./history/scan-history.tsx";
import { RunningScansSection } from "./running/running-scans-section.tsx";
import classes from "./scans-page.module.css";
import { readScansSearch, type ScansSearch } from "./scans-search.ts";

/** All scans: those that run on top, and the history of those that have ended. */
export function ScansPage() {
  // What makes no sense is left out by the route as well, but the router lays that over what the address says.
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
      <ScanHistory search={search} onFilter={filter} onOpen={open} />
    </div>
  );
}

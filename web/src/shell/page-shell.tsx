import { Alert, Button, Group } from "@mantine/core";
import { IconFolders, IconLibrary, IconListCheck, IconPlugConnectedX, IconRadar } from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isScan } from "../live/check-job.ts";
import { useConnection, useConnectionProblem } from "../live/use-jobs.ts";
import { useLibraryRefresh } from "../live/use-library-refresh.ts";
import { useEndNotifications } from "../notifications/use-end-notifications.ts";
import { ScanModal } from "../scan-dialog/ScanModal.tsx";
import { texts } from "../texts/texts.ts";
import { KeyboardShortcuts } from "./keyboard-shortcuts.tsx";
import { LibraryViews, useIsLibraryView } from "./library-views.tsx";
import { PageMenu } from "./page-menu.tsx";
import classes from "./page-shell.module.css";
import { AddTitleContext, usePageTitle } from "./page-title.ts";
import { ProductName } from "./product-name.tsx";
import { RunningScans } from "./running-scans.tsx";
import { useFocusStays } from "./use-focus-stays.ts";
import { useScrollKeys } from "./use-scroll-keys.ts";

const words = texts.shell;

/** The frame of every page: the header with the running scans, and the scan dialog. */
export function PageShell() {
  useLibraryRefresh();
  useEndNotifications();
  const addTitle = usePageTitle();
  const { scan } = useSearch({ from: "__root__" });
  const isLibraryView = useIsLibraryView();
  const setScan = useScanInAddress(scan);
  const navigate = useNavigate();
  // Only a scan has a dialog.
  const openJob = (job: JobJson) =>
    isScan(job) ? setScan(job.job_id) : void navigate({ to: "/scans/$jobId", params: { jobId: job.job_id } });
  const [content, setContent] = useState<HTMLElement | null>(null);
  useScrollKeys(content, { from: "nowhere" });
  useFocusStays(content);
  const keepFocus = () => {
    // A dialog opened by its address has no element to return the focus to.
    const { activeElement } = document;
    const isLost = activeElement === document.body || activeElement?.closest("[role=dialog]") !== null;
    if (isLost) content?.focus({ preventScroll: true });
  };
  const [areShortcutsOpen, setShortcutsOpen] = useState(false);
  const openShortcuts = useCallback(() => setShortcutsOpen(true), []);
  return (
    <div className={classes["shell"]}>
      <a className="skip-link" href="#content">
        {words.skipToContent}
      </a>
      <header className={classes["header"]}>
        <Link to="/" className={classes["name"]}>
          <ProductName />
        </Link>
        <nav aria-label={words.navigation} className={classes["navigation"]}>
          <Link
            to="/"
            className={classes["link"]}
            data-within={isLibraryView}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            <IconLibrary size={20} aria-hidden />
            {words.library}
          </Link>
          <Link to="/directories" className={classes["link"]} activeOptions={{ includeSearch: false }}>
            <IconFolders size={20} aria-hidden />
            {words.directories}
          </Link>
          <Link to="/scans" className={classes["link"]} activeOptions={{ includeSearch: false }}>
            <IconListCheck size={20} aria-hidden />
            {words.scans}
          </Link>
        </nav>
        <Group gap="xs" wrap="nowrap" className={classes["tools"]}>
          <RunningScans onOpen={openJob} />
          <Button leftSection={<IconRadar size={18} aria-hidden />} onClick={() => setScan("new")} visibleFrom="md">
            {words.scanDirectory}
          </Button>
          <Button px="xs" onClick={() => setScan("new")} hiddenFrom="md" aria-label={words.scanDirectory}>
            {words.scanShort}
          </Button>
          <PageMenu onShortcuts={openShortcuts} />
        </Group>
      </header>
      <ConnectionLost />
      {isLibraryView && <LibraryViews />}
      <main ref={setContent} id="content" tabIndex={-1} className={classes["content"]}>
        <AddTitleContext value={addTitle}>
          <Outlet />
        </AddTitleContext>
      </main>
      <ScanModal scan={scan ?? null} onChange={setScan} onClosed={keepFocus} />
      <KeyboardShortcuts isOpen={areShortcutsOpen} onOpen={openShortcuts} onClose={() => setShortcutsOpen(false)} />
    </div>
  );
}

/** Opens and closes the dialog through the address. */
function useScanInAddress(scan: string | undefined): (next: string | null) => void {
  const navigate = useNavigate();
  const { history } = useRouter();
  /** Whether this page added the dialog to the browser's history, so that going back closes it. */
  const isOnTop = useRef(false);
  useEffect(() => {
    if (scan === undefined) isOnTop.current = false;
  }, [scan]);
  return useCallback(
    (next: string | null) => {
      if (next === null && isOnTop.current) {
        // Going back takes a moment. A second close in that time is no further step.
        isOnTop.current = false;
        history.back();
        return;
      }
      const isOpening = scan === undefined && next !== null;
      isOnTop.current ||= isOpening;
      void navigate({
        to: ".",
        search: (search) => ({ ...search, scan: next ?? undefined }),
        // Only opening the dialog is a step in the history.
        replace: !isOpening,
      });
    },
    [navigate, history, scan],
  );
}

function ConnectionLost() {
  const connection = useConnection();
  const problem = useConnectionProblem();
  const title =
    connection === "failing" && problem !== null ? words.connection.failing(problem) : words.connection.lost;
  return (
    <div role="status">
      {(connection === "unreachable" || connection === "failing") && (
        <Alert color="orange" radius={0} icon={<IconPlugConnectedX aria-hidden />} title={title} />
      )}
    </div>
  );
}

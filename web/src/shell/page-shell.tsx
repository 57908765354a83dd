import { Alert, Button, Group, Title, VisuallyHidden } from "@mantine/core";
import { IconLibrary, IconListCheck, IconMovie, IconPlugConnectedX, IconRadar } from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { useConnection, useConnectionProblem } from "../live/use-jobs.ts";
import { useLibraryRefresh } from "../live/use-library-refresh.ts";
import { ScanModal } from "../scan-dialog/ScanModal.tsx";
import { texts } from "../texts/texts.ts";
import classes from "./page-shell.module.css";
import { RunningScans } from "./running-scans.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { usePageTitle } from "./use-page-title.ts";
import { useScrollKeys } from "./use-scroll-keys.ts";

const words = texts.shell;

/** What stands around every page: the header with what is running, and the scan dialog. */
export function PageShell() {
  useLibraryRefresh();
  usePageTitle();
  const { scan } = useSearch({ from: "__root__" });
  const setScan = useScanInAddress(scan);
  const [content, setContent] = useState<HTMLElement | null>(null);
  useScrollKeys(content, { from: "nowhere" });
  const keepFocus = () => {
    // A dialog that was opened by its address has nothing to give the focus back to.
    const { activeElement } = document;
    const isLost = activeElement === document.body || activeElement?.closest("[role=dialog]") !== null;
    if (isLost) content?.focus({ preventScroll: true });
  };
  return (
    <div className={classes["shell"]}>
      <a className="skip-link" href="#content">
        {words.skipToContent}
      </a>
      <header className={classes["header"]}>
        <Link to="/" className={classes["name"]} aria-label={words.name}>
          <IconMovie size={26} stroke={1.8} aria-hidden />
          <Title order={2} size="h4" component="span" visibleFrom="sm">
            {words.name}
          </Title>
        </Link>
        <nav aria-label={words.navigation} className={classes["navigation"]}>
          <Link to="/" className={classes["link"]} activeOptions={{ exact: true, includeSearch: false }}>
            <IconLibrary size={20} aria-hidden />
            <span className={classes["linkText"]}>{words.library}</span>
          </Link>
          <Link to="/scans" className={classes["link"]} activeOptions={{ includeSearch: false }}>
            <IconListCheck size={20} aria-hidden />
            <span className={classes["linkText"]}>{words.scans}</span>
          </Link>
        </nav>
        <Group gap="xs" wrap="nowrap" className={classes["tools"]}>
          <RunningScans onOpen={setScan} />
          <Button leftSection={<IconRadar size={18} aria-hidden />} onClick={() => setScan("new")} visibleFrom="sm">
            {words.scanDirectory}
          </Button>
          <Button px="xs" onClick={() => setScan("new")} hiddenFrom="sm">
            <IconRadar size={20} aria-hidden />
            <VisuallyHidden>{words.scanDirectory}</VisuallyHidden>
          </Button>
          <ThemeMenu />
        </Group>
      </header>
      <ConnectionLost />
      <main ref={setContent} id="content" tabIndex={-1} className={classes["content"]}>
        <Outlet />
      </main>
      <ScanModal scan={scan ?? null} onChange={setScan} onClosed={keepFocus} />
    </div>
  );
}

/** Opens and closes the dialog by the address. */
function useScanInAddress(scan: string | undefined): (next: string | null) => void {
  const navigate = useNavigate();
  const { history } = useRouter();
  /** Whether this page has put the dialog on top of the browser's history, so that going back closes it. */
  const isOnTop = useRef(false);
  useEffect(() => {
    if (scan === undefined) isOnTop.current = false;
  }, [scan]);
  return useCallback(
    (next: string | null) => {
      if (next === null && isOnTop.current) {
        // Going back takes a moment, in which it may be closed once more: that is no further step.
        isOnTop.current = false;
        history.back();
        return;
      }
      const isOpening = scan === undefined && next !== null;
      isOnTop.current ||= isOpening;
      void navigate({
        to: ".",
        search: (search) => ({ ...search, scan: next ?? undefined }),
        // Only opening it is a step: "new" becoming its job is not, and a closed dialog is nothing to go back to.
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

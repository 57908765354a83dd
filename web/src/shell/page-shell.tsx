import { Alert, Button, Group, Title, VisuallyHidden } from "@mantine/core";
import { IconLibrary, IconListCheck, IconMovie, IconPlugConnectedX, IconRadar } from "@tabler/icons-react";
import { Link, Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useConnection } from "../live/use-jobs.ts";
import { useLibraryRefresh } from "../live/use-library-refresh.ts";
import { ScanModal } from "../scan-dialog/ScanModal.tsx";
import { texts } from "../texts/texts.ts";
import { ColourMenu } from "./colour-menu.tsx";
import classes from "./page-shell.module.css";
import { RunningScans } from "./running-scans.tsx";

const words = texts.shell;

/** What stands around every page: the header with what is running, and the scan dialog. */
export function PageShell() {
  useLibraryRefresh();
  const { scan } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const setScan = useCallback(
    (next: string | null) =>
      void navigate({
        to: ".",
        search: (search) => ({ ...search, scan: next ?? undefined }),
        // Going from a job to none and back is a step; "new" becoming its job is not.
        replace: scan !== undefined && next !== null,
      }),
    [navigate, scan],
  );
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
          <ColourMenu />
        </Group>
      </header>
      <ConnectionLost />
      <main id="content" tabIndex={-1} className={classes["content"]}>
        <Outlet />
      </main>
      <ScanModal scan={scan ?? null} onChange={setScan} />
    </div>
  );
}

function ConnectionLost() {
  const connection = useConnection();
  return (
    <div role="status">
      {connection === "unreachable" && (
        <Alert color="orange" radius={0} icon={<IconPlugConnectedX aria-hidden />} title={words.connection.lost} />
      )}
    </div>
  );
}

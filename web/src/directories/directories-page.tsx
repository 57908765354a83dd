import { Button, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { IconPlus, IconRadar } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { messageOf } from "../api/failures.ts";
import { useApi } from "../api/use-api.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { LoadFailed } from "../scans/load-failed.tsx";
import { texts } from "../texts/texts.ts";
import { AddDirectory } from "./add-directory.tsx";
import classes from "./directories-page.module.css";
import { DirectoryCard } from "./directory-card.tsx";
import { shownRootName } from "./shown-root-name.ts";
import { takeBackMs as usualTakeBackMs } from "./use-forget-later.ts";
import { useRoots } from "./use-roots.ts";

const words = texts.directories;

/**
 * The directories of which the library is made.
 *
 * @param props.takeBackMs how long *Forget* can be taken back, in milliseconds. Default 10,000
 */
export function DirectoriesPage({ takeBackMs = usualTakeBackMs }: { readonly takeBackMs?: number }) {
  const api = useApi();
  const navigate = useNavigate();
  const { data, error, refetch } = useRoots();
  const feed = useJobFeed();
  const scanAll = useMutation({ mutationFn: () => api.scanRoots(), onSuccess: () => void feed.poll() });
  const openDialog = () => void navigate({ to: ".", search: (search) => ({ ...search, scan: "new" }) });
  const [isAdding, setAdding] = useState(false);
  /** The id of the directory that was added last. */
  const [added, setAdded] = useState<string | null>(null);
  const roots = data?.roots ?? [];
  const unscanned = roots.find((root) => root.root_id === added && isNeverScanned(root));
  const submitted = scanAll.data?.scans ?? [];
  const active = submitted.filter(({ already_active: isActive }) => isActive).length;
  return (
    <div className={classes["page"]}>
      <div className={classes["head"]}>
        <Title order={1} size="h2">
          {words.title}
        </Title>
        {data !== undefined && (
          <Group gap="xs">
            <Button
              variant="default"
              size="sm"
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              {words.add.button}
            </Button>
            {roots.length > 0 && (
              <Button
                variant="default"
                size="sm"
                leftSection={<IconRadar size={18} aria-hidden />}
                loading={scanAll.isPending}
                onClick={() => {
                  setAdded(null);
                  scanAll.mutate();
                }}
                title={words.scanAllHint}
              >
                {words.scanAll}
              </Button>
            )}
          </Group>
        )}
      </div>
      <div role="status" className={classes["said"]}>
        {unscanned !== undefined ? (
          <Text size="sm">{words.add.added(shownRootName(unscanned, roots))}</Text>
        ) : (
          scanAll.data !== undefined && <Text size="sm">{words.submitted(submitted.length - active, active)}</Text>
        )}
      </div>
      {scanAll.error !== null && (
        <Text size="sm" fw={600} role="alert">
          {words.notStarted(messageOf(scanAll.error))}
        </Text>
      )}
      {data === undefined && error !== null && (
        <LoadFailed title={words.notLoaded} error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Loader size="sm" aria-label={words.loading} />}
      {data !== undefined && roots.length === 0 && <NoDirectories onScan={openDialog} />}
      {roots.length > 0 && (
        <ul className={classes["cards"]} aria-label={words.list}>
          {roots.map((root) => (
            <DirectoryCard
              key={root.root_id}
              root={root}
              shownName={shownRootName(root, roots)}
              samplePatterns={data?.sample_patterns ?? []}
              takeBackMs={takeBackMs}
            />
          ))}
        </ul>
      )}
      {isAdding && (
        <AddDirectory
          onAdded={({ root_id: id }) => {
            setAdding(false);
            scanAll.reset();
            setAdded(id);
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {data !== undefined && data.elsewhere.videos > 0 && (
        <Text size="sm" c="dimmed">
          {words.elsewhere(data.elsewhere.videos)}
        </Text>
      )}
    </div>
  );
}

function isNeverScanned({ last_job: whole, last_change_job: changes }: RootJson): boolean {
  return whole === null && changes === null;
}

function NoDirectories({ onScan }: { readonly onScan: () => void }) {
  return (
    <Stack align="center" gap="sm" p="xl" mt="xl">
      <Title order={2} size="h3" ta="center">
        {words.none.title}
      </Title>
      <Text ta="center">{words.none.text}</Text>
      <Button size="md" leftSection={<IconRadar size={20} aria-hidden />} onClick={onScan}>
        {words.none.action}
      </Button>
    </Stack>
  );
}

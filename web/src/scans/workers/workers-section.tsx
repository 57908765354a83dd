import { Button, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { WorkerJson } from "../../../../src/api/contract/workers.ts";
import { texts } from "../../texts/texts.ts";
import { useWorkers } from "./use-workers.ts";
import { WorkerItem } from "./worker-item.tsx";
import classes from "./workers-section.module.css";

const words = texts.scans.workers;

/** How many workers are shown at first. */
const mostShown = 12;

/** The workers of all machines. Nothing, if only the server itself reads files. */
export function WorkersSection() {
  const { workers, listedAt } = useWorkers();
  const [showsAll, setShowsAll] = useState(false);
  if (workers.length === 0) return null;
  // Workers that need a person are shown first.
  const sorted = workers.toSorted((one, other) => Number(needsPerson(other)) - Number(needsPerson(one)));
  const shown = showsAll ? sorted : sorted.slice(0, mostShown);
  return (
    <section aria-labelledby="workers">
      <div className={classes["head"]}>
        <Title order={2} size="h4" id="workers">
          {words.title}
        </Title>
        <Text size="sm" c="dimmed">
          {summary(workers)}
        </Text>
      </div>
      <ul className={classes["list"]} aria-labelledby="workers">
        {shown.map((worker) => (
          <WorkerItem key={worker.worker_id} worker={worker} listedAt={listedAt} />
        ))}
      </ul>
      {shown.length < workers.length && (
        <Button variant="default" size="xs" mt="sm" onClick={() => setShowsAll(true)}>
          {words.showAll(workers.length)}
        </Button>
      )}
    </section>
  );
}

function needsPerson({ state, problems }: WorkerJson): boolean {
  return state === "silent" || problems.length > 0;
}

function summary(workers: readonly WorkerJson[]): string {
  const states = ["working", "idle", "paused", "silent"] as const;
  return states
    .map((state) => ({ state, count: workers.filter((worker) => worker.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => words.counted[state](count))
    .join(", ");
}

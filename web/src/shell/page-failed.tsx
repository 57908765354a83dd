import { Button, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useConnection } from "../live/use-jobs.ts";
import { texts } from "../texts/texts.ts";

const words = texts.shell.failed;

/** Shown if a page throws an error or cannot be loaded. Scans continue on the server. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const isAway = useConnection() === "unreachable";
  const again = () => {
    // Without a server, a reload would lose the whole page.
    if (!isAway) location.reload();
    else {
      reset();
      void router.invalidate();
    }
  };
  return (
    <Stack align="center" p="xl" mt="xl" role="alert">
      <Title order={1} size="h2">
        {words.title}
      </Title>
      <Text c="dimmed">{isAway ? words.unreachable : error instanceof Error ? error.message : String(error)}</Text>
      <Button onClick={again}>{isAway ? words.tryAgain : words.again}</Button>
    </Stack>
  );
}

import { Button, Stack, Text, Title } from "@mantine/core";
import { texts } from "../texts/texts.ts";

const words = texts.shell.failed;

/** What is left when a page throws while it is drawn. Scans go on: they are the server's. */
export function PageFailed({ error }: { readonly error: unknown }) {
  return (
    <Stack align="center" p="xl" mt="xl" role="alert">
      <Title order={1} size="h2">
        {words.title}
      </Title>
      <Text c="dimmed">{error instanceof Error ? error.message : String(error)}</Text>
      <Button onClick={() => location.reload()}>{words.again}</Button>
    </Stack>
  );
}

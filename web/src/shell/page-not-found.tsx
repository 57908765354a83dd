import { Button, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { texts } from "../texts/texts.ts";

const words = texts.shell.notFound;

export function PageNotFound() {
  return (
    <Stack align="center" p="xl" mt="xl">
      <Title order={1} size="h2">
        {words.title}
      </Title>
      <Text>{words.text}</Text>
      <Button component={Link} to="/">
        {words.back}
      </Button>
    </Stack>
  );
}

import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { messageOf } from "../api/api-client.ts";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { Dialog } from "../shell/dialog.tsx";
import { texts } from "../texts/texts.ts";

const words = texts.directories.settings;

type Choice = keyof typeof words.choices;
const choices = (["default", "yes", "no"] as const).map((value) => ({ value, label: words.choices[value] }));

/** Changes the name of a directory of the library, and how it is scanned. */
export function DirectorySettings({ root, onClose }: { readonly root: RootJson; readonly onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [name, setName] = useState(root.name);
  const [recursive, setRecursive] = useState(root.recursive);
  const [links, setLinks] = useState(choiceOf(root.follow_links));
  const [hidden, setHidden] = useState(choiceOf(root.include_hidden));
  const [rate, setRate] = useState(root.max_rate === null ? "" : String(root.max_rate));
  const maxRate = rate.trim() === "" ? null : Number(rate);
  const isRateWrong = maxRate !== null && !(Number.isFinite(maxRate) && maxRate >= 0);
  const isNameMissing = name.trim() === "";
  const saving = useMutation({
    mutationFn: () =>
      api.changeRoot(root.root_id, {
        name,
        recursive,
        follow_links: flagOf(links),
        include_hidden: flagOf(hidden),
        max_rate: maxRate,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [libraryKey, "roots"] });
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isRateWrong && !isNameMissing) saving.mutate();
  };
  return (
    <Dialog isOpen onClose={onClose} title={words.title(root.name)} closeLabel={words.close} size="md">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            label={words.name}
            value={name}
            maxLength={200}
            error={isNameMissing ? words.nameNeeded : null}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            data-autofocus
          />
          <Checkbox
            label={words.recursive}
            checked={recursive}
            onChange={({ currentTarget }) => setRecursive(currentTarget.checked)}
          />
          <NativeSelect
            label={words.links}
            data={choices}
            value={links}
            onChange={({ currentTarget }) => setLinks(currentTarget.value as Choice)}
          />
          <NativeSelect
            label={words.hidden}
            data={choices}
            value={hidden}
            onChange={({ currentTarget }) => setHidden(currentTarget.value as Choice)}
          />
          <TextInput
            label={words.rate}
            description={words.rateHint}
            value={rate}
            inputMode="decimal"
            error={isRateWrong ? words.rateWrong : null}
            onChange={({ currentTarget }) => setRate(currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {words.hint}
          </Text>
          {saving.error !== null && (
            <Text size="sm" fw={600} role="alert">
              {messageOf(saving.error)}
            </Text>
          )}
          <Group gap="xs">
            <Button type="submit" size="sm" loading={saving.isPending}>
              {words.save}
            </Button>
            <Button variant="default" size="sm" onClick={onClose} disabled={saving.isPending}>
              {words.cancel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function choiceOf(flag: boolean | null): Choice {
  return flag === null ? "default" : flag ? "yes" : "no";
}

function flagOf(choice: Choice): boolean | null {
  return choice === "default" ? null : choice === "yes";
}

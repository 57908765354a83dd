import { Checkbox, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { useApi } from "../api/use-api.ts";
import { loadAgain } from "../live/load-again.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { Dialog } from "../shell/dialog.tsx";
import { FormButtons } from "../shell/form-buttons.tsx";
import { texts } from "../texts/texts.ts";
import classes from "./directory-settings.module.css";
import { ExcludeFields } from "./exclude-fields.tsx";
import { refusedSetting } from "./refused-setting.ts";
import { ScheduleFields } from "./schedule-fields.tsx";
import { type Choice, changesOf, formOfRoot, rateOf, type SettingsForm } from "./settings-form.ts";
import { WatchField } from "./watch-field.tsx";

const words = texts.directories.settings;

const choices = (["default", "yes", "no"] as const).map((value) => ({ value, label: words.choices[value] }));

interface DirectorySettingsProps {
  readonly root: RootJson;
  /** What names it where its path is not beside its name. */
  readonly shownName: string;
  /** The patterns for samples and trailers. */
  readonly samplePatterns: readonly string[];
  readonly onClose: () => void;
}

/** The server's limit, in characters. */
const longestName = 200;

/** Changes the name of a directory of the library, and how it is scanned. */
export function DirectorySettings({ root, shownName, samplePatterns, onClose }: DirectorySettingsProps) {
  const api = useApi();
  const queries = useQueryClient();
  const [opened] = useState(() => formOfRoot(root, samplePatterns));
  const [form, setForm] = useState(opened);
  const change = (changes: Partial<SettingsForm>) => setForm((now) => ({ ...now, ...changes }));
  const { schedule, exclude } = form;
  const isTimeMissing = schedule.time === "";
  const rate = rateOf(form);
  const isRateWrong = rate !== null && !(Number.isFinite(rate) && rate >= 0);
  const tooMany = form.name.trim().length - longestName;
  const nameProblem =
    form.name.trim() === "" ? words.nameNeeded : tooMany > 0 ? texts.filters.saved.tooLong(tooMany, longestName) : null;
  const saving = useMutation({
    mutationFn: async () => {
      const changes = changesOf(opened, form);
      if (Object.keys(changes).length > 0) await api.changeRoot(root.root_id, changes);
    },
    onSuccess: async () => {
      await loadAgain(queries, [libraryKey, "roots"]);
      onClose();
    },
  });
  const refused = saving.error === null ? null : refusedSetting(saving.error, exclude);
  // What the server has said is about the setting before.
  const forgetRefusal = () => {
    if (refused !== null && refused.field !== null) saving.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isRateWrong && nameProblem === null && !isTimeMissing) saving.mutate();
  };
  return (
    <Dialog isOpen onClose={onClose} title={words.title(shownName)} closeLabel={words.close} size="md">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            label={words.name}
            value={form.name}
            error={nameProblem}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            data-autofocus
          />
          <Checkbox
            label={words.recursive}
            checked={form.recursive}
            onChange={({ currentTarget }) => change({ recursive: currentTarget.checked })}
          />
          <NativeSelect
            label={words.links}
            data={choices}
            value={form.links}
            onChange={({ currentTarget }) => change({ links: currentTarget.value as Choice })}
          />
          <NativeSelect
            label={words.hidden}
            data={choices}
            value={form.hidden}
            onChange={({ currentTarget }) => change({ hidden: currentTarget.value as Choice })}
          />
          <TextInput
            label={words.rate}
            description={words.rateHint}
            value={form.rate}
            inputMode="decimal"
            error={isRateWrong ? words.rateWrong : null}
            onChange={({ currentTarget }) => change({ rate: currentTarget.value })}
          />
          <ScheduleFields
            form={schedule}
            timeZone={form.timeZone}
            problem={refused}
            onChange={(next, timeZone) => {
              change({ schedule: next, timeZone });
              forgetRefusal();
            }}
          />
          <WatchField
            root={root}
            isChosen={form.watch}
            onChange={(watch) => change({ watch })}
            onSchedule={schedule.kind === "never" ? () => change({ schedule: { ...schedule, kind: "daily" } }) : null}
          />
          <ExcludeFields
            root={root}
            form={exclude}
            problem={refused}
            onChange={(next) => {
              change({ exclude: next });
              forgetRefusal();
            }}
          />
          <Text size="sm" c="dimmed">
            {words.hint}
          </Text>
          {refused !== null && refused.field === null && (
            <Text size="sm" fw={600} role="alert">
              {refused.text}
            </Text>
          )}
          <FormButtons
            words={words.buttons}
            isPending={saving.isPending}
            onCancel={onClose}
            className={classes["footer"]}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

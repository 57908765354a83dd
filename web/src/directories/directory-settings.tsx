import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import type { RootJson } from "../../../src/api/contract/roots.ts";
import { useApi } from "../api/use-api.ts";
import { libraryKey } from "../live/use-library-refresh.ts";
import { Dialog } from "../shell/dialog.tsx";
import { texts } from "../texts/texts.ts";
import { ExcludeFields } from "./exclude-fields.tsx";
import { formOfPatterns, patternsOf } from "./exclude-form.ts";
import { refusedSetting } from "./refused-setting.ts";
import { ScheduleFields } from "./schedule-fields.tsx";
import { browserTimeZone, cronOfForm, formOfCron, type ScheduleForm } from "./schedule-form.ts";
import { WatchField } from "./watch-field.tsx";

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
  const [schedule, setSchedule] = useState(() => ({
    form: formOfCron(root.schedule?.cron ?? null),
    timeZone: root.schedule?.time_zone ?? browserTimeZone(),
  }));
  // A schedule that is set anew forgets the turns that it has missed.
  const [scheduleAtFirst] = useState(schedule);
  const isScheduleChanged = JSON.stringify(schedule) !== JSON.stringify(scheduleAtFirst);
  const [watch, setWatch] = useState(root.watch);
  const [exclude, setExclude] = useState(() => formOfPatterns(root.exclude));
  const isTimeMissing = schedule.form.time === "";
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
        watch,
        exclude: [...patternsOf(exclude)],
        ...(isScheduleChanged && { schedule: scheduleJson(schedule) }),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [libraryKey, "roots"] });
      onClose();
    },
  });
  const refused = saving.error === null ? null : refusedSetting(saving.error, exclude);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isRateWrong && !isNameMissing && !isTimeMissing) saving.mutate();
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
          <ScheduleFields
            {...schedule}
            problem={refused}
            onChange={(form, timeZone) => {
              setSchedule({ form, timeZone });
              // What the server has said is about the schedule before.
              if (refused !== null && refused.field !== null) saving.reset();
            }}
          />
          <WatchField
            root={root}
            isChosen={watch}
            onChange={setWatch}
            onSchedule={
              schedule.form.kind === "never"
                ? () => setSchedule({ ...schedule, form: { ...schedule.form, kind: "daily" } })
                : null
            }
          />
          <ExcludeFields
            root={root}
            form={exclude}
            problem={refused}
            onChange={(form) => {
              setExclude(form);
              if (refused !== null && refused.field !== null) saving.reset();
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

function scheduleJson({ form, timeZone }: { readonly form: ScheduleForm; readonly timeZone: string }) {
  const cron = cronOfForm(form);
  return cron === null ? null : { cron, time_zone: timeZone };
}

function choiceOf(flag: boolean | null): Choice {
  return flag === null ? "default" : flag ? "yes" : "no";
}

function flagOf(choice: Choice): boolean | null {
  return choice === "default" ? null : choice === "yes";
}

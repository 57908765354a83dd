import { Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { texts } from "../texts/texts.ts";
import type { RefusedSetting } from "./refused-setting.ts";
import { cronOfForm, type ScheduleForm, type ScheduleKind, scheduleKinds, weekdays } from "./schedule-form.ts";

const words = texts.schedules;
const kinds = scheduleKinds.map((value) => ({ value, label: words.kinds[value] }));
const days = weekdays.map((day) => ({ value: String(day), label: words.weekday(day) }));

interface ScheduleFieldsProps {
  readonly form: ScheduleForm;
  readonly timeZone: string;
  readonly problem: RefusedSetting | null;
  readonly onChange: (form: ScheduleForm, timeZone: string) => void;
}

/** The choice when scans of a directory begin by themselves. */
export function ScheduleFields({ form, timeZone, problem, onChange }: ScheduleFieldsProps) {
  const { kind, time } = form;
  const change = (changes: Partial<ScheduleForm>) => onChange({ ...form, ...changes }, timeZone);
  const cronProblem = problem?.field === "cron" ? problem.text : null;
  const hasTime = kind === "daily" || kind === "weekly" || kind === "monthly";
  return (
    <Stack gap="xs">
      <NativeSelect
        label={words.label}
        description={words.hint}
        data={kinds}
        value={kind}
        error={kind === "other" ? null : cronProblem}
        onChange={({ currentTarget }) => {
          const next = currentTarget.value as ScheduleKind;
          // The text begins with the form that was chosen before.
          change(next === "other" ? { kind: next, cron: cronOfForm(form) ?? form.cron } : { kind: next });
        }}
      />
      {hasTime && (
        <Group gap="xs" grow align="flex-start">
          {kind === "weekly" && (
            <NativeSelect
              label={words.day}
              data={days}
              value={String(form.weekday)}
              onChange={({ currentTarget }) => change({ weekday: Number(currentTarget.value) })}
            />
          )}
          <TextInput
            type="time"
            label={words.time}
            value={time}
            error={time === "" ? words.timeNeeded : null}
            onChange={({ currentTarget }) => change({ time: currentTarget.value })}
          />
        </Group>
      )}
      {kind === "other" && (
        <TextInput
          label={words.cron}
          description={words.cronHint}
          value={form.cron}
          error={cronProblem}
          spellCheck={false}
          autoComplete="off"
          onChange={({ currentTarget }) => change({ cron: currentTarget.value })}
        />
      )}
      {kind !== "never" && (
        <TextInput
          label={words.timeZone}
          description={words.timeZoneHint}
          value={timeZone}
          error={problem?.field === "time_zone" ? problem.text : null}
          spellCheck={false}
          autoComplete="off"
          onChange={({ currentTarget }) => onChange(form, currentTarget.value)}
        />
      )}
    </Stack>
  );
}

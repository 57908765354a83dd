import type { RootChangeJson, RootJson } from "../../../src/api/contract/roots.ts";
import { type ExcludeForm, formOfPatterns, patternsOf } from "./exclude-form.ts";
import { browserTimeZone, cronOfForm, formOfCron, type ScheduleForm } from "./schedule-form.ts";

/** Whether a setting is that of the server, or one of the directory. */
export type Choice = "default" | "yes" | "no";

/** The settings of a directory of the library as people choose them. */
export interface SettingsForm {
  readonly name: string;
  readonly recursive: boolean;
  readonly links: Choice;
  readonly hidden: Choice;
  /** Files per second. Empty: as the server is set. */
  readonly rate: string;
  readonly schedule: ScheduleForm;
  readonly timeZone: string;
  readonly watch: boolean;
  readonly exclude: ExcludeForm;
}

export function formOfRoot(root: RootJson, samplePatterns: readonly string[]): SettingsForm {
  return {
    name: root.name,
    recursive: root.recursive,
    links: choiceOf(root.follow_links),
    hidden: choiceOf(root.include_hidden),
    rate: root.max_rate === null ? "" : String(root.max_rate),
    schedule: formOfCron(root.schedule?.cron ?? null),
    timeZone: root.schedule?.time_zone ?? browserTimeZone(),
    watch: root.watch,
    exclude: formOfPatterns(root.exclude, samplePatterns),
  };
}

/** Null: as the server is set. NaN or negative: no rate. */
export function rateOf({ rate }: SettingsForm): number | null {
  return rate.trim() === "" ? null : Number(rate);
}

/**
 * What a person has changed, and nothing else: another person, or a program, may have changed the rest meanwhile. A schedule
 * that is set anew would also forget the turns that it has missed.
 */
export function changesOf(before: SettingsForm, after: SettingsForm): RootChangeJson {
  const was = jsonOf(before);
  const changed = Object.entries(jsonOf(after)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof RootChangeJson]),
  );
  return Object.fromEntries(changed);
}

function jsonOf(form: SettingsForm): Required<RootChangeJson> {
  const cron = cronOfForm(form.schedule);
  return {
    name: form.name,
    recursive: form.recursive,
    follow_links: flagOf(form.links),
    include_hidden: flagOf(form.hidden),
    max_rate: rateOf(form),
    schedule: cron === null ? null : { cron, time_zone: form.timeZone },
    watch: form.watch,
    exclude: [...patternsOf(form.exclude)],
  };
}

function choiceOf(flag: boolean | null): Choice {
  return flag === null ? "default" : flag ? "yes" : "no";
}

function flagOf(choice: Choice): boolean | null {
  return choice === "default" ? null : choice === "yes";
}

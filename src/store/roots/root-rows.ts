import type { Updateable } from "kysely";
import { type LibraryRoot, parseRootId, type RootSchedule, type RootSettings } from "../../library/library-roots.ts";
import { date, dateOrNull, json, nonsense, number, numberOrNull, text, textOrNull } from "../row-columns.ts";
import type { RootsTable } from "../schema.ts";
import { storableText } from "../storable-text.ts";

/** The root in a row of `roots`. @throws StoreError if something other than Gleaner wrote the row */
export function rootFromRow(row: object): LibraryRoot {
  return {
    id: parseRootId(text(row, "id")) ?? nonsense(row, "id", "a UUID"),
    path: text(row, "path"),
    name: text(row, "name"),
    recursive: number(row, "recursive") !== 0,
    followLinks: flagOrNull(row, "follow_links"),
    includeHidden: flagOrNull(row, "include_hidden"),
    exclude: texts(row, "exclude"),
    maxRate: numberOrNull(row, "max_rate"),
    schedule: schedule(row),
    watch: number(row, "watch") !== 0,
    createdAt: date(row, "created_at"),
    turnedAt: dateOrNull(row, "turned_at"),
    skippedTurnAt: dateOrNull(row, "skipped_turn_at"),
  };
}

/** The columns of the settings that are given. */
export function columnsOfSettings(settings: Partial<RootSettings>): Updateable<RootsTable> {
  const { name, recursive, followLinks, includeHidden, exclude, maxRate, schedule, watch } = settings;
  return {
    ...(name !== undefined && { name: storableText(name) }),
    ...(recursive !== undefined && { recursive: Number(recursive) }),
    ...(followLinks !== undefined && { follow_links: flagColumn(followLinks) }),
    ...(includeHidden !== undefined && { include_hidden: flagColumn(includeHidden) }),
    ...(exclude !== undefined && { exclude: JSON.stringify(exclude) }),
    ...(maxRate !== undefined && { max_rate: maxRate }),
    ...(schedule !== undefined && {
      cron: schedule === null ? null : storableText(schedule.cron),
      time_zone: schedule === null ? null : storableText(schedule.timeZone),
    }),
    ...(watch !== undefined && { watch: Number(watch) }),
  };
}

function flagColumn(flag: boolean | null): number | null {
  return flag === null ? null : Number(flag);
}

function flagOrNull(row: object, column: string): boolean | null {
  const value = numberOrNull(row, column);
  return value === null ? null : value !== 0;
}

function texts(row: object, column: string): readonly string[] {
  const value = json(row, column);
  if (!Array.isArray(value)) return nonsense(row, column, "a list");
  return value.map((each: unknown) => (typeof each === "string" ? each : nonsense(row, column, "a list of texts")));
}

function schedule(row: object): RootSchedule | null {
  const [cron, timeZone] = [textOrNull(row, "cron"), textOrNull(row, "time_zone")];
  return cron === null || timeZone === null ? null : { cron, timeZone };
}

/** Numbers, dates and times in the format of the reader's own language and country. */

import { readersLocale } from "./language.ts";

export interface Quantities {
  /** Such as `5,128`. */
  countText(count: number): string;
  /** Such as `47 %`, rounded down so that 100 % means all. @param share 0 to 1 */
  percentText(share: number): string;
  /** Such as `812` or `0.4`. @param rate files per second */
  rateText(rate: number): string;
  /** Such as `23.976`, with at most three decimals. */
  decimalText(value: number): string;
  /** Such as `4.2 GB`, in powers of a thousand. */
  bytesText(bytes: number): string;
  /** Such as `Nov 23, 2026, 7:32 AM`. @param time ISO 8601 */
  timeText(time: string): string;
  /** Such as `Nov 23, 2026, 7:32:05 AM`. @param time ISO 8601 */
  exactTimeText(time: string): string;
  /** Such as `Nov 23, 2026`, in UTC. @param time ISO 8601 */
  dayText(time: string): string;
  /** Such as `Nov 2026`, in UTC. @param time ISO 8601 */
  monthText(time: string): string;
  /** Such as `3:00 AM`. @param time of a day, such as `03:00` */
  clockText(time: string): string;
  /** Such as `7:32:05 AM`. @param time milliseconds since 1970 */
  timeOfDayText(time: number): string;
}

const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

export function quantitiesIn(locale: string): Quantities {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const threeDecimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const dateAndTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const dateAndExactTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  // In the zone of the times below, so that no change of the clocks leaves one out.
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: "UTC" });
  const timeOfDay = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  return {
    countText: (count) => whole.format(count),
    percentText: (share) => `${whole.format(Math.floor(share * 100))} %`,
    rateText: (rate) => (rate < 10 ? oneDecimal : whole).format(rate),
    decimalText: (value) => threeDecimals.format(value),
    bytesText(bytes) {
      let value = bytes;
      let unit = 0;
      while (value >= 999.5 && unit < byteUnits.length - 1) {
        value /= 1000;
        unit += 1;
      }
      return `${(value < 10 && unit > 0 ? oneDecimal : whole).format(value)} ${byteUnits[unit] ?? "B"}`;
    },
    timeText: (time) => dateAndTime.format(new Date(time)),
    exactTimeText: (time) => dateAndExactTime.format(new Date(time)),
    dayText: (time) => day.format(new Date(time)),
    monthText: (time) => month.format(new Date(time)),
    clockText(time) {
      const [hour = 0, minute = 0] = time.split(":").map(Number);
      return clock.format(Date.UTC(2000, 0, 1, hour, minute));
    },
    timeOfDayText: (time) => timeOfDay.format(time),
  };
}

export const {
  countText,
  percentText,
  rateText,
  decimalText,
  bytesText,
  timeText,
  exactTimeText,
  dayText,
  monthText,
  clockText,
  timeOfDayText,
} = quantitiesIn(readersLocale);

/** The length of a video, such as `1:02:09` or `0:04`. */
export function playingTimeText(seconds: number): string {
  const all = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60];
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** A duration, such as `3 s`, `2 min 5 s` or `1 h 20 min`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds < 950) return `${Math.round(milliseconds)} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

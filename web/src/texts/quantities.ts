/** Numbers as people read them. */

/** The language of the texts, which their numbers and dates follow. */
const language = "en";

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const dateAndTime = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const dateAndExactTime = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
const timeOfDay = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" });

/** Such as `5,128`. */
export function countText(count: number): string {
  return whole.format(count);
}

/** Such as `47 %`, rounded down so that 100 % means all. @param share 0 to 1 */
export function percentText(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

/** Such as `812` or `0.4`. @param rate files a second */
export function rateText(rate: number): string {
  return rate < 10 ? oneDecimal.format(rate) : whole.format(rate);
}

const byteUnits = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** Such as `4.2 GB`, in powers of a thousand. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? oneDecimal.format(value) : whole.format(value)} ${byteUnits[unit] ?? "B"}`;
}

/** The length of a video, such as `1:02:09` or `0:04`. */
export function playingTimeText(seconds: number): string {
  const all = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** How long something takes, such as `3 s`, `2 min 5 s` or `1 h 20 min`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (milliseconds < 950) return `${Math.round(milliseconds)} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Such as `Nov 23, 2026, 7:32 AM`. @param time ISO 8601 */
export function timeText(time: string): string {
  return dateAndTime.format(new Date(time));
}

/** Such as `Nov 23, 2026, 7:32:05 AM`. @param time ISO 8601 */
export function exactTimeText(time: string): string {
  return dateAndExactTime.format(new Date(time));
}

/** Such as `07:32:05`. @param time milliseconds since 1970 */
export function timeOfDayText(time: number): string {
  return timeOfDay.format(time);
}

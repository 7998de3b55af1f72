// Days and times as people in Anhui read them: Asia/Shanghai, whatever the phone is set to. Instants are milliseconds
// since 1970 (UTC); days are "YYYY-MM-DD".
const ZONE = "Asia/Shanghai";
const DAY_MS = 86_400_000;

export type Locale = "zh" | "en";

const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

interface LocalParts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

function partsOf(at: number): LocalParts {
  const found: Record<string, string> = {};
  for (const part of PARTS.formatToParts(at)) found[part.type] = part.value;
  return found as unknown as LocalParts;
}

/** The instant of an API value such as "2020-11-06T03:20:00Z"; NaN when it is none. */
export function instantOf(value: string | number | Date): number {
  return value instanceof Date ? value.getTime() : typeof value === "number" ? value : Date.parse(value);
}

export function localDay(at: number): string {
  const { year, month, day } = partsOf(at);
  return `${year}-${month}-${day}`;
}

/** Whole days from the first to the second day; negative when the second is earlier. */
export function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(`${second}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** "14:32:07" */
export function clockText(at: number): string {
  const { hour, minute, second } = partsOf(at);
  return `${hour}:${minute}:${second}`;
}

/** "08:14" */
export function timeText(at: number): string {
  const { hour, minute } = partsOf(at);
  return `${hour}:${minute}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "11月6日" or "6 Nov"; the year is named when it is not this one. */
export function dayText(day: string, locale: Locale, today?: string): string {
  const [year = "", month = "1", date = "1"] = day.split("-");
  const other = today !== undefined && today.slice(0, 4) !== year;
  if (locale === "zh") return `${other ? `${year}年` : ""}${Number(month)}月${Number(date)}日`;
  return `${Number(date)} ${MONTHS[Number(month) - 1] ?? month}${other ? ` ${year}` : ""}`;
}

/** "今天", "昨天", "明天", else the day itself. */
export function nearDayText(day: string, today: string, locale: Locale): string {
  const words: Record<number, Record<Locale, string>> = {
    [-1]: { zh: "昨天", en: "yesterday" },
    0: { zh: "今天", en: "today" },
    1: { zh: "明天", en: "tomorrow" },
  };
  return words[daysBetween(today, day)]?.[locale] ?? dayText(day, locale, today);
}

/** "今天 08:14", "明天 08:14", "11月14日 0:00"; English puts the time first: "08:14 tomorrow". */
export function nearTimeText(at: number, now: number, locale: Locale): string {
  const day = nearDayText(localDay(at), localDay(now), locale);
  const { hour, minute } = partsOf(at);
  const time = hour === "00" && minute === "00" && locale === "zh" ? "0:00" : `${hour}:${minute}`;
  return locale === "zh" ? `${day} ${time}` : `${time} ${day}`;
}

/** "11月14日 0:00" or "14 Nov, 00:00": the day is always named, because a promise outlives the day it is read on. */
export function dayTimeText(at: number, locale: Locale, today: string): string {
  const { hour, minute } = partsOf(at);
  const day = dayText(localDay(at), locale, today);
  if (locale === "en") return `${day}, ${hour}:${minute}`;
  return `${day} ${hour === "00" ? "0" : hour}:${minute}`;
}

/** How long ago, in the largest whole unit, as a key and a number for the locales. */
export function ageOf(at: number, now: number): { unit: "seconds" | "minutes" | "hours" | "days"; count: number } {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 60) return { unit: "seconds", count: seconds };
  if (seconds < 3600) return { unit: "minutes", count: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: "hours", count: Math.floor(seconds / 3600) };
  return { unit: "days", count: Math.floor(seconds / 86_400) };
}

/** The size of a gap between clocks, at least a minute, in the unit in which people would say it. */
export function gapOf(milliseconds: number): { unit: "minutes" | "hours" | "days"; count: number } {
  const minutes = Math.max(1, Math.round(Math.abs(milliseconds) / 60_000));
  if (minutes < 120) return { unit: "minutes", count: minutes };
  const hours = Math.round(minutes / 60);
  return hours < 48 ? { unit: "hours", count: hours } : { unit: "days", count: Math.round(hours / 24) };
}

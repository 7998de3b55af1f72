import { addDays, daysBetween } from "@shared/logic/time";

export interface Bar {
  /** First and last local day, both drawn. */
  from: string;
  to: string;
}

export interface Span {
  first: string;
  days: number;
}

/** The days that a person's time line shows: from the earliest thing, at least a week, to a little past the last. */
export function spanOf(days: readonly string[], today: string): Span {
  const sorted = [...days, today].sort();
  const latest = sorted.at(-1) ?? today;
  const earliest = sorted[0] ?? today;
  const longest = 42;
  const first = daysBetween(earliest, latest) > longest ? addDays(latest, -longest) : earliest;
  return { first: addDays(first, -1), days: Math.max(9, daysBetween(first, latest) + 4) };
}

/** Where a day begins, in per cent of the span. */
export function leftOf(day: string, span: Span): number {
  return (Math.min(span.days, Math.max(0, daysBetween(span.first, day))) / span.days) * 100;
}

/** Where the middle of a day lies, in per cent of the span: for what belongs to the day and to no hour of it. */
export function middleOf(day: string, span: Span): number {
  return leftOf(day, span) + 50 / span.days;
}

/** Left and width of a bar in per cent of the span. */
export function placeOf(bar: Bar, span: Span): { left: number; width: number } {
  const left = leftOf(bar.from, span);
  return { left, width: Math.max(100 / span.days, leftOf(addDays(bar.to, 1), span) - left) };
}

/** How many per cent of the narrowest track (25 rem) words need: a Chinese character is an em wide, a letter half. */
export function roomFor(words: string): number {
  const ems = [...words].reduce((sum, character) => sum + (character > "\u2e80" ? 1 : 0.55), 0);
  return ((ems * 0.875 + 1.25) / 25) * 100;
}

/** Where words stand that a bar has no room for: behind it, or before it where they would run over the right edge. */
export function besideOf(bar: { left: number; width: number }, words: string): { left: string } | { right: string } {
  const end = bar.left + bar.width;
  return 100 - end >= roomFor(words) || bar.left < 100 - end ? { left: `${end}%` } : { right: `${100 - bar.left}%` };
}

/** Every second or third day, for the labels above; none so late that its label would be cut. */
export function ticksOf(span: Span): string[] {
  const step = span.days > 24 ? 4 : span.days > 14 ? 3 : 2;
  const labels = Array.from({ length: Math.floor(span.days / step) }, (_, index) => addDays(span.first, 1 + index * step));
  return labels.filter((day) => middleOf(day, span) < 94);
}

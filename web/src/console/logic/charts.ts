import { addDays, daysBetween } from "@shared/logic/time";

// Geometry of the console's own small charts. Every chart has a table behind it.

/** The width of a bar in per cent of the largest value; something that exists is never drawn as nothing. */
export function barWidth(value: number, largest: number): number {
  if (value <= 0 || largest <= 0) return 0;
  return Math.max(1.5, Math.round((value / largest) * 1000) / 10);
}

/** The step (1 to 5) of the sequential scale for a count: by the root of its share, or one outbreak would pale all others. */
export function scaleStep(value: number, largest: number): 1 | 2 | 3 | 4 | 5 {
  if (value <= 0 || largest <= 0) return 1;
  return Math.min(5, Math.ceil(Math.sqrt(value / largest) * 5)) as 1 | 2 | 3 | 4 | 5;
}

export interface DayChanges {
  day: string;
  to_green: number;
  to_yellow: number;
  to_red: number;
}

/** Every day from the first that has changes to today, at least `least` and at most `most` of them, the oldest first. */
export function everyDay(days: readonly DayChanges[], today: string, least: number, most: number): DayChanges[] {
  const known = new Map(days.map((day) => [day.day, day]));
  const first = [...known.keys(), today].sort()[0] ?? today;
  const count = Math.max(least, Math.min(most, daysBetween(first, today) + 1));
  return Array.from({ length: count }, (_, index) => {
    const day = addDays(today, index - count + 1);
    return known.get(day) ?? { day, to_green: 0, to_yellow: 0, to_red: 0 };
  });
}

/** Two or three round values of an axis that ends at or above `largest`: 0, 20, 40. */
export function roundTicks(largest: number): number[] {
  const rough = Math.max(1, largest) / 2;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough);
  return Array.from({ length: Math.ceil(Math.max(1, largest) / step) + 1 }, (_, index) => index * step);
}

/** Red and yellow codes for each ten thousand people of a city. */
export function perTenThousand(yellow: number, red: number, people: number): number {
  return people > 0 ? Math.round(((yellow + red) / people) * 10_000) : 0;
}

/** A city's name as a tile holds it: 合肥 instead of 合肥市. */
export function cityOnTile(name: string): string {
  return name.replace(/市$| \(Anhui\)$/, "");
}

/** Where each of Anhui's sixteen cities stands in the tile map: column and row from 1, by GB/T 2260 code. */
export const TILES: Record<string, [number, number]> = {
  "3416": [2, 1], "3406": [3, 1], "3413": [4, 1],
  "3412": [1, 2], "3404": [2, 2], "3403": [3, 2], "3411": [4, 2],
  "3415": [1, 3], "3401": [2, 3], "3402": [3, 3], "3405": [4, 3],
  "3408": [1, 4], "3417": [2, 4], "3407": [3, 4], "3418": [4, 4],
  "3410": [3, 5],
};

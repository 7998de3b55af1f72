import type { Schemas } from "@shared/api/client";
import { addDays } from "@shared/logic/time";

// The row of days above the daily report: what is done of the run, today, and what is still to come.

type CheckInDay = Schemas["CheckInDay"];

export interface RunDay {
  day: string;
  /** Which day of the run; 0 for a day that does not count. */
  number: number;
  /** `neutral`: declared out of service, neither missed nor counted. */
  state: "done" | "today" | "today_done" | "coming" | "neutral";
}

/** The run as circles 1 to `required` (7 of them at most are shown, around today). A run without end shows its last days. */
export function runDays(days: readonly CheckInDay[], run: number, required: number, today: string, checkedInToday: boolean): RunDay[] {
  const doneBefore = checkedInToday ? Math.max(0, run - 1) : run;
  const total = Math.max(required, doneBefore + 1);
  const normal = days.filter((item) => item.state === "normal" && item.day < today).slice(-doneBefore || days.length);
  const circles: RunDay[] = [];
  for (let number = 1; number <= total; number++) {
    const offset = number - doneBefore - 1;
    if (offset < 0) {
      const known = doneBefore > 0 ? normal[normal.length + offset] : undefined;
      circles.push({ day: known?.day ?? addDays(today, offset), number, state: "done" });
    } else if (offset === 0) {
      circles.push({ day: today, number, state: checkedInToday ? "today_done" : "today" });
    } else {
      circles.push({ day: addDays(today, offset), number, state: "coming" });
    }
  }
  circles.push(...outagesWithin(days, circles, today));
  circles.sort((one, other) => one.day.localeCompare(other.day));
  const at = circles.findIndex((circle) => circle.day === today);
  const start = Math.max(0, Math.min(at - 3, circles.length - 7));
  return circles.slice(start, start + 7);
}

/** Days out of service between the first circle and today, which can still be reported. */
function outagesWithin(days: readonly CheckInDay[], circles: readonly RunDay[], today: string): RunDay[] {
  const first = circles[0]?.day ?? today;
  const outages = days.filter((item) => item.state === "neutral" && item.day >= first && item.day < today);
  return outages.filter(({ day }) => circles.every((circle) => circle.day !== day)).map(({ day }) => ({ day, number: 0, state: "neutral" }));
}

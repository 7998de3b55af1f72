import { describe, expect, it } from "vitest";

import { barWidth, everyDay, perTenThousand, roundTicks, scaleStep, TILES } from "../../src/console/logic/charts";
import { besideOf, leftOf, middleOf, placeOf, roomFor, spanOf, ticksOf } from "../../src/console/logic/timeline";

describe("charts", () => {
  it('spec("A7") places all sixteen cities of Anhui on the tile map, none on another', () => {
    const places = Object.values(TILES).map((place) => place.join());
    expect(places).toHaveLength(16);
    expect(new Set(places).size).toBe(16);
  });

  it("draws something for everything that exists", () => {
    expect(barWidth(1, 100_000)).toBe(1.5);
    expect(barWidth(0, 10)).toBe(0);
    expect([scaleStep(10, 10), scaleStep(1, 10), scaleStep(0, 10)]).toEqual([5, 2, 1]);
    expect(perTenThousand(1, 1, 200)).toBe(100);
  });
});

describe("changes by day", () => {
  const change = { day: "2022-07-08", to_green: 1, to_yellow: 2, to_red: 3 };

  it("shows the days without a change too, and no more than it has room for", () => {
    const days = everyDay([change], "2022-07-10", 2, 30);

    expect(days.map((day) => [day.day, day.to_red])).toEqual([["2022-07-08", 3], ["2022-07-09", 0], ["2022-07-10", 0]]);
    expect(everyDay([change], "2022-07-10", 2, 2).map((day) => day.day)).toEqual(["2022-07-09", "2022-07-10"]);
    expect(everyDay([], "2022-07-10", 2, 30)).toHaveLength(2);
  });

  it("labels its axis with round values that reach the largest", () => {
    expect(roundTicks(38)).toEqual([0, 20, 40]);
    expect(roundTicks(3)).toEqual([0, 2, 4]);
    expect(roundTicks(0)).toEqual([0, 1]);
    expect(roundTicks(470)).toEqual([0, 500]);
  });
});

describe("a person's time line", () => {
  it('spec("C13") spans from before the first cause to after the earliest release', () => {
    const span = spanOf(["2022-07-06", "2022-07-14"], "2022-07-10");
    expect(span.first).toBe("2022-07-05");
    expect(leftOf("2022-07-14", span)).toBeLessThan(100);
    const bar = placeOf({ from: "2022-07-06", to: "2022-07-10" }, span);
    expect(bar.left).toBeCloseTo(100 / span.days);
    expect(bar.width).toBeCloseTo(500 / span.days);
    expect(middleOf("2022-07-06", span)).toBeCloseTo(150 / span.days);
    expect(ticksOf(span)[0]).toBe("2022-07-06");
  });

  it('spec("C13") writes beside a bar on the side that has the room', () => {
    expect(besideOf({ left: 10, width: 5 }, "观察第 3 天")).toEqual({ left: "15%" });
    expect(besideOf({ left: 85, width: 5 }, "观察第 3 天")).toEqual({ right: "15%" });
    expect(roomFor("观察第 3 天")).toBeGreaterThan(roomFor("第 3 天"));
  });
});

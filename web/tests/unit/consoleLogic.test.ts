import { describe, expect, it } from "vitest";

import { barWidth, perTenThousand, scaleStep, TILES } from "../../src/console/logic/charts";
import { leftOf, placeOf, spanOf, ticksOf } from "../../src/console/logic/timeline";

describe("charts", () => {
  it('spec("A7") places all sixteen cities of Anhui on the tile map, none on another', () => {
    const places = Object.values(TILES).map((place) => place.join());
    expect(places).toHaveLength(16);
    expect(new Set(places).size).toBe(16);
  });

  it("draws something for everything that exists", () => {
    expect(barWidth(1, 100_000)).toBe(1.5);
    expect(barWidth(0, 10)).toBe(0);
    expect(scaleStep(10, 10)).toBe(5);
    expect(perTenThousand(1, 1, 200)).toBe(100);
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
    expect(ticksOf(span)[0]).toBe("2022-07-06");
  });
});

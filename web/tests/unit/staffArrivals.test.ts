import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { POLL_BESIDE_STREAM_MS, POLL_MS, TRY_AGAIN_MS, followArrivals, type Stream } from "../../src/staff/logic/arrivals-stream";

/** The centre's end of a stream, as far as a page sees it. */
class Line implements Stream {
  readyState = 0;
  closed = false;
  private readonly listeners = new Map<string, () => void>();
  addEventListener = (name: string, heard: () => void): void => void this.listeners.set(name, heard);
  close = (): void => void (this.closed = true);
  says(name: string, readyState: number): void {
    this.readyState = readyState;
    this.listeners.get(name)?.();
  }
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

function followed(): { lines: Line[]; asked: () => number; live: () => unknown; end: () => void } {
  const lines: Line[] = [];
  const changed = vi.fn();
  const told = vi.fn();
  const end = followArrivals(changed, told, () => {
    const line = new Line();
    lines.push(line);
    return line;
  });
  return { lines, asked: () => changed.mock.calls.length, live: () => told.mock.lastCall?.[0], end };
}

describe("arrivals at the gate", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('spec("D4") looks at once when the centre says so, and seldom otherwise', () => {
    const { lines, asked, live } = followed();
    lines[0]?.says("open", OPEN);
    vi.advanceTimersByTime(POLL_BESIDE_STREAM_MS - 1);
    expect([live(), asked()]).toEqual([true, 0]);
    lines[0]?.says("arrivals", OPEN);
    expect(asked()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(asked()).toBe(2);
  });

  it('spec("D4") asks every few seconds while no stream comes through', () => {
    const { lines, asked, live } = followed();
    lines[0]?.says("open", OPEN);
    lines[0]?.says("error", CONNECTING);
    vi.advanceTimersByTime(3 * POLL_MS);
    expect([live(), asked(), lines.length]).toEqual([false, 3, 1]);
  });

  it('spec("D4") tries the stream again after the centre refused it', () => {
    const { lines, live } = followed();
    lines[0]?.says("error", CLOSED);
    vi.advanceTimersByTime(TRY_AGAIN_MS);
    expect(lines.length).toBe(2);
    lines[1]?.says("open", OPEN);
    expect(live()).toBe(true);
  });

  it('spec("D4") asks nothing and holds no line once the page is left', () => {
    const { lines, asked, end } = followed();
    lines[0]?.says("error", CLOSED);
    end();
    vi.advanceTimersByTime(10 * TRY_AGAIN_MS);
    expect([asked(), lines.length, lines[0]?.closed]).toEqual([0, 1, true]);
  });
});

// How a phone at a gate learns that somebody arrived: the centre's stream says that the list changed, at once. Where no
// stream comes through (an old proxy, a full server, no network), the phone asks every few seconds and tries the stream
// again; while there is one it asks now and then all the same, for what was lost on the way.

export const POLL_MS = 3_000;
export const POLL_BESIDE_STREAM_MS = 30_000;
export const TRY_AGAIN_MS = 15_000;
const ADDRESS = "/api/v1/checkpoints/arrivals/stream";

/** What is used of EventSource, so that a test can be the other side. */
export interface Stream {
  readonly readyState: number;
  addEventListener: (name: string, heard: () => void) => void;
  close: () => void;
}

const CLOSED = 2;

/** Calls `changed` whenever the list may have changed, until the answer is called. `told` hears whether it is live. */
export function followArrivals(
  changed: () => void,
  told: (live: boolean) => void,
  open: (address: string) => Stream = (address) => new EventSource(address),
): () => void {
  let stream: Stream | null = null;
  let polling = 0;
  let retrying = 0;

  function poll(everyMs: number): void {
    window.clearInterval(polling);
    polling = window.setInterval(changed, everyMs);
  }

  function lost(): void {
    told(false);
    poll(POLL_MS);
    // The browser connects again by itself, unless the centre refused.
    if (stream?.readyState === CLOSED) retrying = window.setTimeout(connect, TRY_AGAIN_MS);
  }

  function connect(): void {
    stream = open(ADDRESS);
    stream.addEventListener("arrivals", changed);
    stream.addEventListener("error", lost);
    stream.addEventListener("open", () => {
      told(true);
      poll(POLL_BESIDE_STREAM_MS);
    });
  }

  poll(POLL_MS);
  connect();
  return () => {
    window.clearInterval(polling);
    window.clearTimeout(retrying);
    stream?.close();
    told(false);
  };
}

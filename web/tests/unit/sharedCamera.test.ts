import { effectScope, ref } from "vue";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { useCamera } from "@shared/composables/useCamera";

// The decoder is a file that browsers fetch; journeys film through it, and here nothing is decoded.
vi.mock("@shared/logic/qr-reader", () => ({ readQr: () => Promise.resolve(null) }));

// The browser's camera is the edge of the product: here it is a track that a test can end, as a sleeping phone does.
class Track extends EventTarget {
  stopped = false;
  getCapabilities = (): object => ({});
  stop(): void {
    this.stopped = true;
  }
}

const tracks: Track[] = [];
let refuses = "";

function ask(): Promise<unknown> {
  if (refuses) return Promise.reject(new DOMException("refused", refuses));
  const track = new Track();
  tracks.push(track);
  return Promise.resolve({ getVideoTracks: () => [track], getTracks: () => [track] });
}

function camera(): { camera: ReturnType<typeof useCamera>; leave: () => void } {
  const scope = effectScope();
  const video = ref({ srcObject: null, play: () => Promise.resolve(), videoWidth: 0 } as unknown as HTMLVideoElement);
  const opened = scope.run(() => useCamera(video, () => undefined));
  if (!opened) throw new Error("the scope ended");
  return { camera: opened, leave: () => scope.stop() };
}

beforeEach(() => {
  tracks.length = 0;
  refuses = "";
  vi.stubGlobal("navigator", { ...navigator, mediaDevices: { getUserMedia: ask } });
});
afterEach(() => vi.unstubAllGlobals());

describe("the camera", () => {
  test('spec("D3") a film that the phone ended is taken up again', async () => {
    const { camera: opened, leave } = camera();
    await opened.start();
    expect(opened.state.value).toBe("running");

    tracks[0]?.dispatchEvent(new Event("ended"));

    await vi.waitFor(() => expect(opened.state.value).toBe("running"));
    expect(tracks.map((track) => track.stopped)).toEqual([true, false]);
    leave();
    expect(tracks[1]?.stopped).toBe(true);
  });

  test('spec("D3") a camera that was refused is asked for again when the page shows', async () => {
    refuses = "NotAllowedError";
    const { camera: opened, leave } = camera();
    await opened.start();
    expect(opened.state.value).toBe("denied");

    refuses = "";
    document.dispatchEvent(new Event("visibilitychange"));

    await vi.waitFor(() => expect(opened.state.value).toBe("running"));
    leave();
  });

  test('spec("D3") a page that has left its camera does not take it again', async () => {
    const { camera: opened, leave } = camera();
    await opened.start();
    leave();

    document.dispatchEvent(new Event("visibilitychange"));
    tracks[0]?.dispatchEvent(new Event("ended"));

    expect(opened.state.value).toBe("idle");
    expect(tracks).toHaveLength(1);
  });
});

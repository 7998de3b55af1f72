import { onScopeDispose, ref, type Ref } from "vue";

import { readQr } from "../logic/qr-reader";

export type CameraState = "idle" | "starting" | "running" | "denied" | "absent" | "failed";

const FRAME_GAP_MS = 80;

/**
 * Films with the back camera and calls `found` with each QR text; the same text again only after `pauseMs`.
 *
 * A phone that sleeps or takes a call ends the film, and settings may have been changed meanwhile: once started, the
 * camera is taken again whenever the page shows, until `stop`.
 */
export function useCamera(
  video: Ref<HTMLVideoElement | null>,
  found: (text: string) => void,
  pauseMs = 1500,
): { state: Ref<CameraState>; start: () => Promise<void>; stop: () => void; torch: Ref<boolean>; hasTorch: Ref<boolean>; setTorch: (on: boolean) => Promise<void> } {
  const state = ref<CameraState>("idle");
  const torch = ref(false);
  const hasTorch = ref(false);
  const canvas = document.createElement("canvas");
  let stream: MediaStream | null = null;
  let wanted = false;
  let timer = 0;
  let last = { text: "", at: 0 };

  async function look(): Promise<void> {
    const element = video.value;
    if (state.value !== "running" || !element) return;
    if (element.videoWidth > 0 && document.visibilityState === "visible") {
      canvas.width = element.videoWidth;
      canvas.height = element.videoHeight;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context?.drawImage(element, 0, 0);
      const image = context?.getImageData(0, 0, canvas.width, canvas.height);
      const text = image ? await readQr(image) : null;
      const now = performance.now();
      if (text !== null && (text !== last.text || now - last.at > pauseMs)) {
        last = { text, at: now };
        found(text);
      }
    }
    timer = window.setTimeout(() => void look(), FRAME_GAP_MS);
  }

  async function start(): Promise<void> {
    wanted = true;
    if (state.value === "running" || state.value === "starting") return;
    if (!navigator.mediaDevices?.getUserMedia) return void (state.value = "absent");
    state.value = "starting";
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
        audio: false,
      });
      const track = stream.getVideoTracks()[0];
      hasTorch.value = "torch" in (track?.getCapabilities?.() ?? {});
      track?.addEventListener("ended", ended);
      if (!wanted || !video.value) return release();
      video.value.srcObject = stream;
      await video.value.play();
      state.value = "running";
      void look();
    } catch (error) {
      const name = error instanceof DOMException ? error.name : "";
      release();
      state.value = name === "NotAllowedError" ? "denied" : name === "NotFoundError" ? "absent" : "failed";
    }
  }

  function stop(): void {
    wanted = false;
    release();
  }

  function ended(): void {
    release();
    wake();
  }

  function wake(): void {
    if (wanted && document.visibilityState === "visible") void start();
  }

  function release(): void {
    window.clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    state.value = "idle";
    torch.value = false;
  }

  async function setTorch(on: boolean): Promise<void> {
    const track = stream?.getVideoTracks()[0];
    await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).catch(() => undefined);
    torch.value = on;
  }

  document.addEventListener("visibilitychange", wake);
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", wake);
    stop();
  });
  return { state, start, stop, torch, hasTorch, setTorch };
}

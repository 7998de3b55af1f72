import { onMounted, onUnmounted } from "vue";

/** Keeps the screen on while the page shows; browsers release the lock in the background, so it is taken again. */
export function useWakeLock(): void {
  let lock: WakeLockSentinel | null = null;

  async function take(): Promise<void> {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      lock = null; // a low battery refuses; the page works without
    }
  }

  onMounted(() => {
    void take();
    document.addEventListener("visibilitychange", take);
  });
  onUnmounted(() => {
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  });
}

import { onScopeDispose, watch, type Ref } from "vue";

/**
 * The Back of a phone closes what lies over the page instead of leaving the page: while it is open, the history has one
 * more entry of the same address. Whoever leads to another page from there replaces that entry (`router.replace`).
 */
export function useBackCloses(open: Ref<boolean>): void {
  let pushed = false;

  function onBack(): void {
    pushed = false;
    open.value = false;
  }

  watch(
    open,
    (now) => {
      if (now && !pushed) {
        // The router keeps its own place in the state of an entry; without it, it would lose count.
        window.history.pushState({ ...window.history.state }, "");
        pushed = true;
      } else if (!now && pushed) {
        pushed = false;
        window.history.back();
      }
    },
    { immediate: true },
  );
  window.addEventListener("popstate", onBack);
  onScopeDispose(() => window.removeEventListener("popstate", onBack));
}

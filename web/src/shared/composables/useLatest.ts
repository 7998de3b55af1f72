import { ref, type Ref } from "vue";

import { messageOf } from "./useProblem";

/**
 * Loads what follows the address or a filter: the latest request wins. An earlier answer that comes late is dropped, so
 * that a list never shows what another filter asked for. (A form uses `useProblem`, which refuses a second press.)
 */
export function useLatest(): { loading: Ref<boolean>; problem: Ref<string>; load: <T>(read: () => Promise<T>) => Promise<T | undefined> } {
  const loading = ref(false);
  const problem = ref("");
  let turn = 0;

  async function load<T>(read: () => Promise<T>): Promise<T | undefined> {
    const mine = ++turn;
    [loading.value, problem.value] = [true, ""];
    try {
      const answer = await read();
      return mine === turn ? answer : undefined;
    } catch (error) {
      if (mine === turn) problem.value = messageOf(error);
      return undefined;
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  return { loading, problem, load };
}

import { computed, watch, type ComputedRef } from "vue";
import { useRoute } from "vue-router";

import { useSession } from "@shared/composables/useSession";

import { useProxies } from "./useProxies";

/** Whom the page is about: the person of the route, else the one who is signed in. */
export function usePerson(): { personId: ComputedRef<string>; isSelf: ComputedRef<boolean>; name: ComputedRef<string> } {
  const route = useRoute();
  const { session } = useSession();
  const { nameOf, load } = useProxies();

  const own = computed(() => session.value?.person_id ?? "");
  const personId = computed(() => (typeof route.params.person === "string" && route.params.person !== "" ? route.params.person : own.value));
  const isSelf = computed(() => personId.value === own.value);
  const name = computed(() => (isSelf.value ? (session.value?.masked_name ?? "") : nameOf(personId.value)));

  // A page may be opened by its address, before the list of people was ever read on this phone, or after its person
  // ended the link.
  watch(personId, () => void (!isSelf.value && load().catch(() => undefined)), { immediate: true });
  return { personId, isSelf, name };
}

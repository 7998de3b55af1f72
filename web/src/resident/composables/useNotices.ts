import { computed, ref, shallowRef, type ComputedRef, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";

export type NoticeItem = Schemas["NoticeAnswer"];

// How many the signed-in person has not read; one for the whole app, so that reading them clears the hint everywhere.
const unread = ref(0);

/** The notices of a person (the signed-in one when `personId` is empty), and how many of the own are unread. */
export function useNotices(personId = ""): {
  notices: ShallowRef<NoticeItem[] | null>;
  unread: ComputedRef<number>;
  load: () => Promise<void>;
  read: (ownId: string) => Promise<void>;
} {
  const notices = shallowRef<NoticeItem[] | null>(null);

  async function load(): Promise<void> {
    const query = personId ? { person_id: personId } : {};
    notices.value = await bodyOf(api.GET("/api/v1/notices", { params: { query } }));
    if (!personId) unread.value = notices.value.filter((notice) => notice.read_at === null).length;
  }

  /** Tells the centre that what is listed was seen; the list itself keeps showing what was new. */
  async function read(ownId: string): Promise<void> {
    const fresh = (notices.value ?? []).filter((notice) => notice.read_at === null);
    await Promise.all(
      fresh.map(({ notice_id }) =>
        api.PUT("/api/v1/notices/{person_id}/{notice_id}/read", { params: { path: { person_id: personId || ownId, notice_id } } }),
      ),
    );
    if (!personId) unread.value = 0;
  }

  return { notices, unread: computed(() => unread.value), load, read };
}

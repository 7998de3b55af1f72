import { onMounted, onScopeDispose, reactive, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";
import { ProblemError } from "@shared/api/problem";
import { divisionsBelow } from "@shared/composables/useDivisions";
import { serverClock } from "@shared/logic/server-clock";
import { localDay } from "@shared/logic/time";

import { draftOfForm, emptyDraft, type ApplicationDraft } from "../logic/application-form";
import { openStore } from "../logic/local-store";

type Forms = Schemas["ApplicationFormAnswer"];
type Answer = Schemas["ApplicationAnswer"];

const SAVE_AFTER_MS = 400;

/** One application of a person: the draft on this phone, what was submitted before, and sending it. */
export function useApplication(personId: Ref<string>, again: boolean): {
  draft: ApplicationDraft;
  saved: Ref<boolean>;
  forms: ShallowRef<Forms | null>;
  answer: ShallowRef<Answer | null>;
  submit: (body: Schemas["ApplicationRequest"]) => Promise<Answer>;
} {
  const draft = reactive(emptyDraft());
  const saved = ref(false);
  const forms = shallowRef<Forms | null>(null);
  const answer = shallowRef<Answer | null>(null);
  const id = `${again ? "again" : "apply"}-${personId.value}`;
  let timer = 0;

  async function save(): Promise<void> {
    // The promise is given anew each time: it is never kept.
    await (await openStore()).put("drafts", { id, value: { ...JSON.parse(JSON.stringify(draft)), promise: false } });
    saved.value = true;
  }

  /** A correction begins with what was declared before. */
  async function fillIn(): Promise<void> {
    const form = forms.value?.forms[0]?.form;
    if (!form) return;
    const provinces = [...new Set((form.arrival.cities_passed ?? []).map((code) => code.slice(0, 2)))];
    const lists = await Promise.all(provinces.map((code) => divisionsBelow(code).catch(() => [])));
    const names = new Map(lists.flat().map((option) => [option.value, option.label]));
    Object.assign(draft, draftOfForm(form, localDay(serverClock.now()), (code) => names.get(code) ?? code));
  }

  onMounted(async () => {
    const kept = await (await openStore()).get("drafts", id);
    if (kept) Object.assign(draft, kept.value);
    saved.value = kept !== undefined;
    watch(draft, () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void save(), SAVE_AFTER_MS);
    });
    try {
      const path = { person_id: personId.value };
      forms.value = await bodyOf(api.GET("/api/v1/applications/{person_id}", { params: { path } }));
      if (again && !kept) await fillIn();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error; // the server decides again when the form is sent
    }
  });
  onScopeDispose(() => window.clearTimeout(timer));

  async function submit(body: Schemas["ApplicationRequest"]): Promise<Answer> {
    const call = again ? api.POST("/api/v1/applications/corrections", { body }) : api.POST("/api/v1/applications", { body });
    answer.value = await bodyOf<Answer>(call);
    window.clearTimeout(timer);
    await (await openStore()).delete("drafts", id);
    return answer.value;
  }

  return { draft, saved, forms, answer, submit };
}

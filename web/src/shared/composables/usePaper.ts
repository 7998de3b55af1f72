import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "../api/client";
import { letGo, saveFile } from "../logic/save-file";

export type Printing = Schemas["PaperAnswer"];
export type PaperSize = "a6" | "card";

/** One person's paper codes: what was printed, printing anew, which ends what was printed before, and ending all. */
export function usePaper(personId: Ref<string>): {
  printings: ShallowRef<Printing[] | null>;
  file: Ref<string>;
  load: () => Promise<void>;
  print: (size: PaperSize) => Promise<void>;
  endAll: () => Promise<void>;
} {
  const printings = shallowRef<Printing[] | null>(null);
  /** The address of the last PDF, for who did not see where the browser put it. */
  const file = ref("");
  const path = (): { person_id: string } => ({ person_id: personId.value });

  async function load(): Promise<void> {
    printings.value = await bodyOf(api.GET("/api/v1/codes/{person_id}/paper", { params: { path: path() } }));
  }

  async function print(size: PaperSize): Promise<void> {
    const call = api.POST("/api/v1/codes/{person_id}/paper", { params: { path: path() }, body: { size }, parseAs: "blob" });
    const content = (await bodyOf(call as Promise<{ data?: unknown }>)) as Blob;
    letGo(file.value);
    file.value = saveFile(content, `ankang-paper-${size}.pdf`);
    await load();
  }

  async function endAll(): Promise<void> {
    await bodyOf(api.DELETE("/api/v1/codes/{person_id}/paper", { params: { path: path() } }));
    await load();
  }

  onScopeDispose(() => letGo(file.value));
  return { printings, file, load, print, endAll };
}

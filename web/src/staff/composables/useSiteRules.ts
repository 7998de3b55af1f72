import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";
import { saveFile } from "@shared/logic/save-file";

import { invented, type InventedPerson, type RuleForm, rulesOf, formOf } from "../logic/rule-form";
import type { ListKind, Rule } from "../logic/site-rules";

/** The rules and lists of one site, for who answers for it: read, tried, saved, imported. */
export function useSiteRules(siteId: string): {
  saved: ShallowRef<Schemas["SiteRulesAnswer"] | null>;
  form: Ref<RuleForm>;
  tried: ShallowRef<Schemas["PreviewAnswer"][]>;
  report: ShallowRef<Schemas["ListImportAnswer"] | null>;
  people: ShallowRef<Schemas["ListedPerson"][]>;
  load: () => Promise<void>;
  loadPeople: () => Promise<void>;
  tryOn: (at: string, people: readonly InventedPerson[]) => Promise<void>;
  save: () => Promise<void>;
  importList: (kind: ListKind, file: File, wholeList: boolean) => Promise<void>;
  saveFaults: () => Promise<void>;
} {
  const params = { path: { site_id: siteId } };
  const saved = shallowRef<Schemas["SiteRulesAnswer"] | null>(null);
  const form = ref<RuleForm>(formOf([]));
  const tried = shallowRef<Schemas["PreviewAnswer"][]>([]);
  const report = shallowRef<Schemas["ListImportAnswer"] | null>(null);
  const people = shallowRef<Schemas["ListedPerson"][]>([]);

  function take(answer: Schemas["SiteRulesAnswer"]): void {
    saved.value = answer;
    form.value = formOf(answer.rules as unknown as Rule[]);
    tried.value = [];
  }

  async function loadPeople(): Promise<void> {
    people.value = await bodyOf(api.GET("/api/v1/checkpoints/sites/{site_id}/people", { params }));
  }

  return {
    saved, form, tried, report, people, loadPeople,
    async load() {
      take(await bodyOf(api.GET("/api/v1/checkpoints/sites/{site_id}/rules", { params })));
    },
    async tryOn(at, persons) {
      const body = { rules: rulesOf(form.value) as unknown as Schemas["PreviewRequest"]["rules"], at, people: persons.map((one) => invented(one, at)) };
      tried.value = await bodyOf(api.POST("/api/v1/checkpoints/sites/{site_id}/rules/preview", { params, body }));
    },
    async save() {
      const rules = rulesOf(form.value) as unknown as Schemas["SaveRulesRequest"]["rules"];
      const body = { rules, after_version: saved.value?.version ?? 0 };
      take(await bodyOf(api.PUT("/api/v1/checkpoints/sites/{site_id}/rules", { params, body })));
    },
    async importList(kind, file, wholeList) {
      const data = new FormData();
      data.set("kind", kind);
      data.set("whole_list", String(wholeList));
      data.set("file", file);
      const call = api.POST("/api/v1/checkpoints/sites/{site_id}/people/imports", { params, body: data as never, bodySerializer: (body: unknown) => body as FormData });
      report.value = await bodyOf(call);
      await loadPeople();
    },
    async saveFaults() {
      if (!report.value) return;
      const path = { site_id: siteId, import_id: report.value.import_id };
      const call = api.GET("/api/v1/checkpoints/sites/{site_id}/people/imports/{import_id}/faults.csv", { params: { path }, parseAs: "blob" });
      saveFile((await bodyOf(call as Promise<{ data?: unknown }>)) as Blob, "faults.csv");
    },
  };
}

import { ref, type Ref } from "vue";

import { inLanguage, ProblemError } from "../api/problem";
import { i18n, useLocale } from "./useLocale";

export interface FieldError {
  /** Id of the field that the summary links to; it is the field's name in the request. */
  field: string;
  message: string;
}

/** The words for any failure in the current language: the server's own, else ours for the kind of failure. */
export function messageOf(error: unknown): string {
  const locale = i18n.global.locale.value === "en" ? "en" : "zh";
  const t = i18n.global.t as unknown as (key: string) => string;
  if (!(error instanceof ProblemError)) return t("shared.problem.unexpected");
  if (error.words) return inLanguage(error.words, locale);
  if (error.offline) return t("shared.problem.offline");
  if (error.status === 401) return t("shared.problem.signedOut");
  return error.passing ? t("shared.problem.busy") : t("shared.problem.unexpected");
}

/** The state of one form or page that calls the API: busy, what went wrong, and which fields are meant. */
export function useProblem(): {
  busy: Ref<boolean>;
  problem: Ref<string>;
  fieldErrors: Ref<FieldError[]>;
  errorOf: (field: string) => string;
  clear: () => void;
  report: (error: unknown) => void;
  attempt: <T>(act: () => Promise<T>) => Promise<T | undefined>;
} {
  const busy = ref(false);
  const problem = ref("");
  const fieldErrors = ref<FieldError[]>([]);
  const { say } = useLocale();

  function clear(): void {
    problem.value = "";
    fieldErrors.value = [];
  }

  function report(error: unknown): void {
    problem.value = messageOf(error);
    const fields = error instanceof ProblemError ? error.fields : [];
    fieldErrors.value = fields.map((item) => ({ field: item.field, message: say(item.words) }));
  }

  async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    clear();
    try {
      return await act();
    } catch (error) {
      report(error);
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  const errorOf = (field: string): string => fieldErrors.value.find((item) => item.field === field)?.message ?? "";
  return { busy, problem, fieldErrors, errorOf, clear, report, attempt };
}

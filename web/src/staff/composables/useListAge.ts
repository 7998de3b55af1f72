import { useI18n } from "vue-i18n";

import { FAMILY, type Family } from "@shared/logic/credential/manifest";
import { ageOf } from "@shared/logic/time";

import { gateClock } from "../logic/gate-clock";
import { gateKnowledge } from "./useSync";

/** How old this phone's lists are, in words that say what follows: never a colour or a figure alone. */
export function useListAge(): { wordsOf: (family?: Family) => string } {
  const { t } = useI18n();

  function wordsOf(family: Family = FAMILY.days): string {
    const at = gateKnowledge.listsAt(family);
    if (at === null) return t("lists.none");
    const { unit, count } = ageOf(at * 1000, gateClock.now() * 1000);
    const age = unit === "seconds" ? t("shared.age.now") : t(`shared.age.${unit}`, { count });
    // Chinese sets figures off by a space and words by none; in English there is one already.
    return t(`lists.${gateKnowledge.rung(family)}`, { age: age.replace(/^(?=\d)/, " ") });
  }
  return { wordsOf };
}

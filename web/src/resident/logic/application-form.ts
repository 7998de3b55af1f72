import type { Schemas } from "@shared/api/client";
import { addDays } from "@shared/logic/time";

import type { FormFault, Symptom } from "./check-in-form";

// The form of SPEC B1 while it is filled in, one question a step. Kept as a draft on the phone until it is sent.

export interface Passed {
  code: string;
  name: string;
}

export interface ApplicationDraft {
  cityCode: string;
  countyCode: string;
  streetCode: string;
  compound: string;
  building: string;
  unit: string;
  room: string;
  workplace: string;
  fromOutside: "" | "yes" | "no";
  originProvince: string;
  originCity: string;
  originCounty: string;
  leftOriginOn: string;
  arrivesOn: string;
  passed: Passed[];
  isolated: "" | "yes" | "no";
  symptoms: Symptom[];
  symptomsAnswered: boolean;
  contact: "" | "yes" | "no";
  contactOn: string;
  promise: boolean;
}

export const STEPS = ["city", "address", "arrival", "health", "promise"] as const;
export type Step = (typeof STEPS)[number];

export function emptyDraft(): ApplicationDraft {
  return {
    cityCode: "", countyCode: "", streetCode: "", compound: "", building: "", unit: "", room: "", workplace: "",
    fromOutside: "", originProvince: "", originCity: "", originCounty: "", leftOriginOn: "", arrivesOn: "", passed: [], isolated: "",
    symptoms: [], symptomsAnswered: false, contact: "", contactOn: "", promise: false,
  };
}

/** How far ahead an arrival may be announced, and how far back one still belongs on the form. */
const ARRIVAL_AHEAD_DAYS = 60;
const ARRIVAL_BACK_DAYS = 365;
const OBSERVATION_DAYS = 14;

/** Whether to ask about isolation: only an arrival of more than 14 days ago can have been followed by it (C9). */
export function asksIsolation(draft: ApplicationDraft, today: string): boolean {
  return draft.fromOutside === "yes" && draft.arrivesOn !== "" && draft.arrivesOn < addDays(today, -OBSERVATION_DAYS);
}

const CHECKS: Record<Step, (draft: ApplicationDraft, today: string) => (FormFault | false)[]> = {
  city: (draft) => [
    draft.cityCode === "" && { field: "city_code", key: "city" },
    draft.countyCode === "" && { field: "county", key: "county" },
  ],
  address: (draft) => [
    draft.streetCode === "" && { field: "street", key: "street" },
    draft.compound.trim() === "" && { field: "compound", key: "compound" },
    draft.building.trim() === "" && { field: "building", key: "building" },
  ],
  arrival: (draft, today) => {
    if (draft.fromOutside === "") return [{ field: "from_outside", key: "fromOutside" }];
    if (draft.fromOutside === "no") return [];
    const earliest = addDays(today, -ARRIVAL_BACK_DAYS);
    const latest = addDays(today, ARRIVAL_AHEAD_DAYS);
    return [
      draft.originCity === "" && { field: "origin_city", key: "origin" },
      (draft.arrivesOn < earliest || draft.arrivesOn > latest) && { field: "arrives_on", key: "arrivesOn" },
      draft.leftOriginOn !== "" && draft.arrivesOn !== "" && draft.leftOriginOn > draft.arrivesOn && { field: "left_origin_on", key: "leftOriginOn" },
      asksIsolation(draft, today) && draft.isolated === "" && { field: "isolated", key: "isolated" },
    ];
  },
  health: (draft, today) => [
    !draft.symptomsAnswered && { field: "symptoms", key: "symptoms" },
    draft.contact === "" && { field: "contact", key: "contact" },
    draft.contact === "yes" && (draft.contactOn === "" || draft.contactOn > today) && { field: "contact_on", key: "contactOn" },
  ],
  promise: (draft) => [!draft.promise && { field: "promise", key: "promise" }],
};

/** What is missing or impossible in one step, as keys of `apply.error.*`. */
export function faultsOfStep(step: Step, draft: ApplicationDraft, today: string): FormFault[] {
  return CHECKS[step](draft, today).filter((fault): fault is FormFault => fault !== false);
}

export function requestOfDraft(draft: ApplicationDraft, personId: string | null, today: string): Schemas["ApplicationRequest"] {
  const outside = draft.fromOutside === "yes";
  return {
    person_id: personId,
    city_code: draft.cityCode,
    address: {
      division_code: draft.streetCode || draft.countyCode,
      compound_name: draft.compound.trim(),
      building: draft.building.trim(),
      unit: draft.unit.trim(),
      room: draft.room.trim(),
    },
    workplace: draft.workplace.trim(),
    symptoms: [...draft.symptoms],
    contact: { close_contact: draft.contact === "yes", last_contact_on: draft.contact === "yes" ? draft.contactOn : null },
    arrival: {
      from_outside: outside,
      origin_division_code: outside ? draft.originCounty || draft.originCity : null,
      cities_passed: outside ? draft.passed.map((city) => city.code) : [],
      left_origin_on: outside && draft.leftOriginOn !== "" ? draft.leftOriginOn : null,
      arrives_on: outside ? draft.arrivesOn : null,
      isolated_14_days: outside && asksIsolation(draft, today) && draft.isolated === "yes",
    },
    promise_accepted: draft.promise,
    channel: "web",
  };
}

/** Building, unit and room as a line has them: a bare number gets its word from `say`, whatever else was typed stays. */
export function doorText(draft: Pick<ApplicationDraft, "building" | "unit" | "room">, say: (part: "building" | "unit" | "room", number: string) => string): string[] {
  return (["building", "unit", "room"] as const)
    .map((part) => [part, draft[part].trim()] as const)
    .filter(([, typed]) => typed !== "")
    .map(([part, typed]) => (/^[0-9A-Za-z-]+$/.test(typed) ? say(part, typed) : typed));
}

/**
 * The draft of a correction: what was declared before, without the promise, which is given anew. `nameOf` names a
 * division; a city on the way that it does not know is shown by its code.
 */
export function draftOfForm(form: Schemas["ApplicationRequest"], today: string, nameOf: (code: string) => string = (code) => code): ApplicationDraft {
  const { address, arrival, contact } = form;
  const origin = arrival.origin_division_code ?? "";
  const upTo = (code: string, digits: number): string => (code.length >= digits ? code.slice(0, digits) : "");
  const draft: ApplicationDraft = {
    cityCode: form.city_code,
    countyCode: upTo(address.division_code, 6),
    streetCode: upTo(address.division_code, 9),
    compound: address.compound_name ?? "",
    building: address.building ?? "",
    unit: address.unit ?? "",
    room: address.room ?? "",
    workplace: form.workplace ?? "",
    fromOutside: arrival.from_outside ? "yes" : "no",
    originProvince: upTo(origin, 2),
    originCity: upTo(origin, 4),
    originCounty: upTo(origin, 6),
    leftOriginOn: arrival.left_origin_on ?? "",
    arrivesOn: arrival.arrives_on ?? "",
    passed: (arrival.cities_passed ?? []).map((code) => ({ code, name: nameOf(code) })),
    isolated: "",
    symptoms: [...(form.symptoms ?? [])],
    symptomsAnswered: true,
    contact: contact.close_contact ? "yes" : "no",
    contactOn: contact.last_contact_on ?? "",
    promise: false,
  };
  if (asksIsolation(draft, today)) draft.isolated = arrival.isolated_14_days ? "yes" : "no";
  return draft;
}

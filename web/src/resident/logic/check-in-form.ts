import type { Schemas } from "@shared/api/client";

// The daily report before it is sent. What is wrong is said as a key of the locales (`checkIn.error.*`).

export type Symptom = Schemas["Symptom"];

export const SYMPTOMS: readonly Symptom[] = [
  "fever",
  "dry_cough",
  "shortness_of_breath",
  "fatigue",
  "sore_throat",
  "loss_of_smell_or_taste",
  "diarrhoea",
  "other_respiratory",
];

export interface CheckInForm {
  celsius: string;
  symptoms: Symptom[];
  symptomsAnswered: boolean;
  contact: "" | "yes" | "no";
  contactOn: string;
  leftCity: "" | "yes" | "no";
  visitedDivision: string;
}

export function emptyCheckIn(): CheckInForm {
  return { celsius: "36.5", symptoms: [], symptomsAnswered: false, contact: "", contactOn: "", leftCity: "", visitedDivision: "" };
}

export interface FormFault {
  field: string;
  key: string;
}

/** Figures as they are typed on any keyboard: full-width digits, a comma for the point. */
export function celsiusOf(typed: string): number {
  const text = typed.normalize("NFKC").replace(",", ".").trim();
  return /^\d{2}(\.\d{1,2})?$/.test(text) ? Number(text) : NaN;
}

export function faultsOf(form: CheckInForm, today: string): FormFault[] {
  const faults: FormFault[] = [];
  const celsius = celsiusOf(form.celsius);
  if (!(celsius >= 34 && celsius <= 43)) faults.push({ field: "temperature_celsius", key: "temperature" });
  if (!form.symptomsAnswered) faults.push({ field: "symptoms", key: "symptoms" });
  if (form.contact === "") faults.push({ field: "contact", key: "contact" });
  if (form.contact === "yes" && (form.contactOn === "" || form.contactOn > today)) faults.push({ field: "contact_on", key: "contactOn" });
  if (form.leftCity === "") faults.push({ field: "left_city", key: "leftCity" });
  if (form.leftCity === "yes" && form.visitedDivision === "") faults.push({ field: "visited", key: "visited" });
  return faults;
}

/** The request; `madeAt` is set for a check-in made without a network (ISO instant). */
export function requestOf(form: CheckInForm, key: string, method: "self" | "proxy", madeAt: string | null): Schemas["CheckInRequest"] {
  return {
    key,
    made_at: madeAt,
    temperature_celsius: celsiusOf(form.celsius),
    symptoms: [...form.symptoms], // a copy: the store cannot keep the reactive list of a form
    contact: form.contact === "yes",
    contact_on: form.contact === "yes" ? form.contactOn : null,
    whereabouts: {
      left_city: form.leftCity === "yes",
      division_code: form.leftCity === "yes" ? form.visitedDivision : null,
      compound_name: "",
    },
    method,
  };
}

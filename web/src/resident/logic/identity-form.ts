import type { Schemas } from "@shared/api/client";
import { asksBirthDate, cleanNumber, faultOf, type DocumentType } from "@shared/logic/documents";

// Name and document of a person, as asked when registering and when adding someone.

export interface IdentityForm {
  name: string;
  documentType: DocumentType;
  documentNumber: string;
  birthDate: string;
}

export function emptyIdentity(): IdentityForm {
  return { name: "", documentType: "mainland_id", documentNumber: "", birthDate: "" };
}

/** The fault of the number as a key of the locales, or null. */
export function numberFault(form: IdentityForm, today: string): string | null {
  const fault = faultOf(form.documentType, cleanNumber(form.documentNumber), today);
  if (fault === null) return null;
  return fault === "length" && form.documentType !== "mainland_id" ? "shared.document.fault.length_other" : `shared.document.fault.${fault}`;
}

/** Everything that is missing or wrong, with keys of the locales. */
export function identityFaults(form: IdentityForm, today: string): { field: string; key: string }[] {
  const faults: { field: string; key: string }[] = [];
  if (form.name.trim() === "") faults.push({ field: "name", key: "auth.error.name" });
  const number = numberFault(form, today);
  if (number) faults.push({ field: "document_number", key: number });
  const wrongDate = form.birthDate === "" || form.birthDate > today;
  if (asksBirthDate(form.documentType) && wrongDate) faults.push({ field: "birth_date", key: "auth.error.birthDate" });
  return faults;
}

export function identityRequest(form: IdentityForm): Pick<Schemas["RegistrationRequest"], "name" | "document_type" | "document_number" | "birth_date"> {
  return {
    name: form.name.trim().replace(/\s+/g, " "),
    document_type: form.documentType,
    document_number: cleanNumber(form.documentNumber),
    birth_date: asksBirthDate(form.documentType) ? form.birthDate : null,
  };
}

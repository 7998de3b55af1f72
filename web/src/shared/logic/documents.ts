// The same check of a mainland ID number that the server makes, so that a typing mistake is told beside the field at
// once. GB 11643-1999: 17 digits and a check character (ISO 7064 MOD 11-2). Region codes are not judged here: former
// codes are still on real cards, and the server sends an unknown one to manual proof.

/** Document types of SPEC A5 with the values of the API. */
export const DOCUMENT_TYPES = [
  "mainland_id",
  "hong_kong_macau_permit",
  "hong_kong_macau_residence",
  "taiwan_permit",
  "taiwan_residence",
  "passport",
  "foreign_permanent_resident",
  "other",
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Documents of the 18-digit kind carry the birth date; for the others it is asked. */
const CARRIES_BIRTH_DATE: ReadonlySet<DocumentType> = new Set(["mainland_id", "hong_kong_macau_residence", "taiwan_residence"]);

export function asksBirthDate(type: DocumentType): boolean {
  return !CARRIES_BIRTH_DATE.has(type);
}

/** Why a number cannot be right, as a key of the locales (`shared.document.*`). */
export type DocumentFault = "empty" | "length" | "characters" | "birth_date" | "check_digit";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

/** The number as it is stored: no spaces, capital letters, full-width figures made narrow. */
export function cleanNumber(typed: string): string {
  return typed.normalize("NFKC").replace(/[\s·-]/g, "").toUpperCase();
}

/** What is wrong with a mainland ID number, or null. `today` is "YYYY-MM-DD": nobody is born in the future. */
export function faultOfMainlandId(number: string, today: string): DocumentFault | null {
  if (number === "") return "empty";
  if (number.length !== 18) return "length";
  if (!/^\d{17}[\dX]$/.test(number)) return "characters";
  const born = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const instant = Date.parse(`${born}T00:00:00Z`);
  const real = !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === born;
  if (!real || born < "1850-01-01" || born > today) return "birth_date";
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return CHECKS[sum % 11] === number[17] ? null : "check_digit";
}

/** The fault of any document number; other types have no check digit that we could rely on. */
export function faultOf(type: DocumentType, number: string, today: string): DocumentFault | null {
  if (type === "mainland_id") return faultOfMainlandId(number, today);
  if (number === "") return "empty";
  if (number.length < 4 || number.length > 30) return "length";
  return /^[0-9A-Z()/]+$/.test(number) ? null : "characters";
}

/** A mainland mobile number: eleven digits that begin with 1. */
export function isMobile(number: string): boolean {
  return /^1[3-9]\d{9}$/.test(number);
}

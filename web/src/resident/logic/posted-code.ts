// What a site's poster says: a link (`https://…/s/CODE`), so that any scanner opens the right page (SPEC E6), or the
// bare code. A holder's own QR ("AHC1:…") is not a poster.

const CODE = /^[A-Za-z0-9_-]{8,64}$/;

/** The posted code in a scanned text, or null when the text is no poster. */
export function postedCodeIn(text: string): string | null {
  const trimmed = text.trim();
  if (CODE.test(trimmed)) return trimmed;
  const link = /^https?:\/\/[^/]+\/(?:s|resident\/#\/arrive)\/([^/?#]+)\/?$/.exec(trimmed);
  const code = link?.[1];
  return code && CODE.test(code) ? code : null;
}

/** As `postedCodeIn`, of what somebody typed: the poster prints the code in groups of four, keyboards write as they like. */
export function postedCodeTyped(text: string): string | null {
  if (text.includes("/")) return postedCodeIn(text);
  // Base32 has capitals only (RFC 4648), so blanks, dashes, case and the full-width letters of a Chinese keyboard say nothing.
  return postedCodeIn(text.normalize("NFKC").replace(/[\s\p{Pd}]/gu, "").toUpperCase());
}

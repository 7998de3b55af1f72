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

import { encode } from "uqr";

// Dark modules on white in every theme and colour: yellow modules do not scan in poor light.
const QUIET = 4;

export interface QrDrawing {
  /** Modules on each side with the quiet zone. */
  side: number;
  /** SVG path of the dark modules, one run of a row after another. */
  path: string;
}

/** The QR of a text; the token's alphabet keeps it in alphanumeric mode (CREDENTIAL §1: version 12-M, 65 modules). */
export function drawQr(text: string, ecc: "L" | "M" | "Q" = "M"): QrDrawing {
  const { data, size } = encode(text, { ecc, border: 0, boostEcc: false });
  const runs: string[] = [];
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      let end = x;
      while (row[end]) end++;
      runs.push(`M${x + QUIET} ${y + QUIET}h${end - x}v1H${x + QUIET}z`);
      x = end;
    }
  });
  return { side: size + 2 * QUIET, path: runs.join("") };
}

/** The largest side in CSS pixels that gives each module a whole number of device pixels: a blurred edge costs scans. */
export function crispSide(available: number, modules: number, pixelRatio: number): number {
  const perModule = Math.max(1, Math.floor((available * pixelRatio) / modules));
  return (perModule * modules) / pixelRatio;
}

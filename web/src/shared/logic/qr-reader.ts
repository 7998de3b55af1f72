import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
// The package would fetch its wasm from a CDN: ours comes from our own origin and is in the precache.
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

prepareZXingModule({
  overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasmUrl : prefix + path) },
});

/** The text of the first QR in a picture, or null. */
export async function readQr(image: ImageData): Promise<string | null> {
  const found = await readBarcodes(image, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
  return found.find((code) => code.isValid)?.text ?? null;
}

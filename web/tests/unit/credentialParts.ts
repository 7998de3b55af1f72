// Parts of the credential's tests: hex, and a signer whose signatures are the same each time (RFC 6979).
import { p256 } from "@noble/curves/nist.js";

import type { Signer } from "../../src/shared/logic/credential/keys";

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, place) =>
    Number.parseInt(hex.slice(2 * place, 2 * place + 2), 16),
  );
}

export function toHex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function deterministicSigner(privateKey: string): Signer {
  return (message) => Promise.resolve(p256.sign(message, fromHex(privateKey), { lowS: false }));
}

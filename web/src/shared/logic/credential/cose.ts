// COSE_Sign1 (RFC 9052 section 4.2), the strict part of it that the credential uses: tagged 18, ES256 in the
// protected header, nothing in the unprotected one, the payload attached, 64 bytes of signature.
import {
  byteString,
  checkSame,
  exactBytes,
  exactInt,
  exactList,
  exactMap,
  joined,
  type Labels,
  MalformedError,
  read,
  readLoosely,
  Tagged,
  write,
} from "./cbor";
import { SIGNATURE_BYTES, type Signer } from "./keys";

export const ES256 = -7;
export const HEADER = { algorithm: 1, keyId: 4, token: 13, type: 16 } as const;

const ANY_LENGTH = 2 ** 32; // the readers cap the whole first
const SIGNATURE1 = Uint8Array.from([0x84, 0x6a, ...new TextEncoder().encode("Signature1")]);

/** One signed message; `protectedBytes` and `payload` are the bytes that were signed. */
export interface Sign1 {
  protectedBytes: Uint8Array;
  payload: Uint8Array;
  signature: Uint8Array;
}

/** The Sig_structure of RFC 9052 section 4.4. */
export function toBeSigned(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(SIGNATURE1, byteString(protectedBytes), [0x40], byteString(payload));
}

/** The canonical encoding, tagged. */
export function sign1ToBytes({ protectedBytes, payload, signature }: Sign1): Uint8Array<ArrayBuffer> {
  return joined([0xd2, 0x84], byteString(protectedBytes), [0xa0], byteString(payload), byteString(signature));
}

/** The message that the bytes are; throws MalformedError. */
export function readSign1(data: Uint8Array, part: string): Sign1 {
  const message = takenSign1(readLoosely(data, part), part);
  checkSame(sign1ToBytes(message), data, part);
  return message;
}

/** The message that a value already read from CBOR is; whoever calls compares the bytes around it. */
export function takenSign1(value: unknown, part: string): Sign1 {
  if (!(value instanceof Tagged)) throw new MalformedError(`${part}: expected tag 18`);
  const [protectedBytes, unprotected, payload, signature] = exactList(value.value, part, 4);
  exactMap(unprotected, `${part}: unprotected header`, []);
  return {
    protectedBytes: exactBytes(protectedBytes, `${part}: protected header`, 1, ANY_LENGTH),
    payload: exactBytes(payload, `${part}: payload`, 1, ANY_LENGTH),
    signature: exactBytes(signature, `${part}: signature`, SIGNATURE_BYTES, SIGNATURE_BYTES),
  };
}

/** The protected header, when it has the algorithm ES256 and exactly these labels beside it. */
export function readHeader(message: Sign1, part: string, labels: readonly number[]): Labels {
  const header = exactMap(read(message.protectedBytes, part), part, [HEADER.algorithm, ...labels]);
  exactInt(header.get(HEADER.algorithm), `${part}: algorithm`, ES256, ES256);
  return header;
}

/** The protected header with ES256 and these labels. */
export function headerBytes(labels: readonly (readonly [number, unknown])[]): Uint8Array {
  return write(new Map<number, unknown>([[HEADER.algorithm, ES256], ...labels]));
}

/** The tagged message. */
export async function signMessage(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  sign: Signer,
): Promise<Uint8Array<ArrayBuffer>> {
  const signature = await sign(toBeSigned(protectedBytes, payload));
  if (signature.length !== SIGNATURE_BYTES) {
    throw new Error(`expected ${SIGNATURE_BYTES} bytes of raw signature, got ${signature.length}`);
  }
  return sign1ToBytes({ protectedBytes, payload, signature });
}

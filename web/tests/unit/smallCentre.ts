// A centre that publishes, as small as a phone's tests need it: keys, tokens, deltas and manifests, all really signed.
import { write } from "../../src/shared/logic/credential/cbor";
import { COLOURS, type Colour } from "../../src/shared/logic/credential/claims";
import { headerBytes, HEADER, sign1ToBytes, readSign1, signMessage } from "../../src/shared/logic/credential/cose";
import { keyFromPoint, keyIdOf, keyToCose, type PublicKey, type Signer, signerOf } from "../../src/shared/logic/credential/keys";
import { present } from "../../src/shared/logic/credential/present";
import { hashOf } from "../../src/shared/logic/credential/signedFile";

const ISSUER = "CN-34";
const TERM = 365 * 86_400;

interface Key {
  public: PublicKey;
  id: Uint8Array;
  sign: Signer;
}

async function newKey(): Promise<Key> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const point = keyFromPoint(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  return { public: point, id: await keyIdOf(point), sign: signerOf(pair.privateKey) };
}

/** Publishes at `now` (Unix seconds); `files` is what a server would have, and `asked` what was fetched from it. */
export class SmallCentre {
  readonly files = new Map<string, Uint8Array>();
  readonly asked: string[] = [];
  sequence = 0;
  #position = 0;
  #deltas: unknown[] = [];
  #index: unknown[] = [];

  private constructor(readonly root: Key, readonly status: Key, readonly issuer: Key, public now: number) {}

  static async at(now: number): Promise<SmallCentre> {
    return new SmallCentre(await newKey(), await newKey(), await newKey(), now);
  }

  get roots(): readonly PublicKey[] {
    return [this.root.public];
  }

  readonly source = (path: string): Promise<Uint8Array | null> => {
    this.asked.push(path);
    return Promise.resolve(this.files.get(path) ?? null);
  };

  /** The next manifest; `changes` are [list, index, value], one list only. */
  async publish(changes: readonly [number, number, number][] = []): Promise<void> {
    if (this.#index.length === 0) this.#index = await this.#lay("lists/index-0", [0], await this.#file("AHC-LISTS", [[1, 0], [2, 0], [3, this.now], [4, []]]));
    if (changes.length > 0) {
      const packed = await deflated(numbers(changes));
      const [from, to] = [this.#position, (this.#position += 1)];
      const data = await this.#file("AHC-DELTA", [[1, from], [2, to], [3, this.now], [4, packed]]);
      this.#deltas.push(await this.#lay(`deltas/${from}-${to}`, [from, to], data));
    }
    const bundle = await this.#bundle();
    this.sequence += 1;
    const claims: [number, unknown][] = [[1, 0], [2, this.sequence], [3, this.now], [4, this.#position], [5, bundle], [6, this.#deltas], [7, this.#index], [8, []]];
    this.files.set("manifest.cose", await this.#file("AHC-MANIFEST", claims));
  }

  /** The QR of a phone whose token was issued now and whose proof is made at `proofAt`. */
  async qr(name: { listId: number; index: number }, colour: Colour = "green", proofAt = this.now, nonce: Uint8Array | null = null): Promise<string> {
    const phone = await newKey();
    const code = [COLOURS.indexOf(colour), "张*", "01X", name.listId, name.index];
    const claims = new Map<number, unknown>([[1, ISSUER], [4, this.now + 86_400], [6, this.now], [8, new Map([[1, keyToCose(phone.public)]])], [-65537, code]]);
    const token = await signMessage(headerBytes([[HEADER.keyId, this.issuer.id]]), write(claims), this.issuer.sign);
    return present(token, { issuedAt: proofAt, nonce }, phone.sign);
  }

  async #bundle(): Promise<unknown[]> {
    const keys = [this.#row("token", this.issuer), this.#row("status", this.status), this.#row("bundle", this.root)];
    const claims = new Map<number, unknown>([[1, 1], [2, this.now], [3, keys]]);
    const known = [...this.files.keys()].find((path) => path.startsWith("keys/"));
    const data = known ? this.files.get(known)! : await signed("AHC-KEYS", claims, this.root);
    return this.#lay("keys/1", [1], data);
  }

  #row(use: string, { public: point }: Key): unknown[] {
    return [ISSUER, use, keyToCose(point), this.now - TERM, this.now + TERM, "active"];
  }

  #file(type: string, claims: [number, unknown][]): Promise<Uint8Array> {
    return signed(type, new Map(claims), this.status);
  }

  async #lay(stem: string, numbersBefore: number[], data: Uint8Array): Promise<unknown[]> {
    const digest = await hashOf(data);
    const name = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.files.set(`${stem}-${name}.cose`, data);
    return [...numbersBefore, digest, data.length];
  }
}

async function signed(type: string, claims: Map<number, unknown>, key: Key): Promise<Uint8Array> {
  const message = await signMessage(headerBytes([[HEADER.keyId, key.id], [HEADER.type, type]]), write(claims), key.sign);
  return sign1ToBytes(readSign1(message, type));
}

function numbers(changes: readonly [number, number, number][]): Uint8Array {
  const bytes: number[] = [];
  const put = (value: number): void => {
    for (let left = value; ; left = Math.floor(left / 128)) {
      bytes.push(left >= 128 ? (left % 128) + 128 : left);
      if (left < 128) return;
    }
  };
  put(changes[0]![0]);
  put(changes.length);
  let before = 0;
  for (const [, index, value] of changes) {
    put((index - before) * 4 + value);
    before = index;
  }
  return Uint8Array.from(bytes);
}

async function deflated(data: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([data as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

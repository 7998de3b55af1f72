// Unfolding zlib streams with the platform's own inflater, and not a byte more than was asked for.
import { joined, MalformedError } from "./cbor";

const EMPTY_STREAM = Uint8Array.of(0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01);

/** The bytes of exactly one zlib stream; throws MalformedError for more than `most` bytes and for anything else. */
export async function inflated(data: Uint8Array, most: number, part: string): Promise<Uint8Array> {
  const found = await unfolded(data, most);
  if (found === null) throw new MalformedError(`${part}: expected one zlib stream of at most ${most} bytes`);
  // Browsers refuse what follows a stream, Node.js before 22 reads over it. There a stream that ends early is the
  // proof: one that still unfolds without its last byte had something after it.
  if ((await readsOver()) && (await unfolded(data.subarray(0, -1), most)) !== null) {
    throw new MalformedError(`${part}: something follows the zlib stream`);
  }
  return found;
}

let readingOver: Promise<boolean> | undefined;

function readsOver(): Promise<boolean> {
  readingOver ??= unfolded(joined(EMPTY_STREAM, [0]), 0).then((found) => found !== null);
  return readingOver;
}

/** The bytes behind a stream, or null when it is none or holds more than `most`. */
async function unfolded(data: Uint8Array, most: number): Promise<Uint8Array | null> {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  // What is wrong with the stream shows when it is read; here it would only be reported twice.
  writer.write(joined(data)).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = readable.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(...pieces);
      length += value.length;
      if (length > most) {
        await reader.cancel();
        return null;
      }
      pieces.push(value);
    }
  } catch {
    return null;
  }
}

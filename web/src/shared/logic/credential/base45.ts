// Base45 (RFC 9285), strictly: what is decoded here encodes back to the same text.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character.charCodeAt(0), value]));

/** The text of the bytes: three characters for each two bytes, two for a last single one. */
export function encodeBase45(data: Uint8Array): string {
  let text = "";
  for (let place = 0; place < data.length; place += 2) {
    const pair = place + 1 < data.length;
    const value = pair ? data[place]! * 256 + data[place + 1]! : data[place]!;
    text += ALPHABET[value % 45]! + ALPHABET[Math.floor(value / 45) % 45]!;
    if (pair) text += ALPHABET[Math.floor(value / 2025)]!;
  }
  return text;
}

/** The bytes of the text, or null where it is no base45 (lower case included: scanners deliver what the QR holds). */
export function decodeBase45(text: string): Uint8Array | null {
  const rest = text.length % 3;
  if (rest === 1) return null;
  const data = new Uint8Array(Math.floor(text.length / 3) * 2 + (rest === 2 ? 1 : 0));
  for (let place = 0, out = 0; place < text.length; place += 3, out += 2) {
    const whole = place + 2 < text.length;
    const low = VALUES.get(text.charCodeAt(place));
    const middle = VALUES.get(text.charCodeAt(place + 1));
    const high = whole ? VALUES.get(text.charCodeAt(place + 2)) : 0;
    if (low === undefined || middle === undefined || high === undefined) return null;
    const value = low + 45 * middle + 2025 * high;
    if (value > (whole ? 0xffff : 0xff)) return null;
    if (whole) data[out] = value >> 8;
    data[whole ? out + 1 : out] = value & 0xff;
  }
  return data;
}

/** Whether a text has more characters than that; one beyond the basic plane counts once, not by its halves. */
export function hasMoreThan(most: number, text: string): boolean {
  return text.length > most && (text.length > 2 * most || Array.from(text).length > most);
}

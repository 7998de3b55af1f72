// What a Bluetooth thermometer says: Health Thermometer Service 1.0 (Bluetooth SIG), characteristic Temperature
// Measurement, whose figure is a 32-bit FLOAT of IEEE 11073-20601. Pure: bytes in, degrees Celsius out.

export const HEALTH_THERMOMETER = 0x1809;
export const TEMPERATURE_MEASUREMENT = 0x2a1c;

const FAHRENHEIT = 0x01;
const FLOAT_BYTES = 4;
// Not a number, not at this resolution, both infinities, and the one kept for later.
const NO_FIGURE = new Set([0x007fffff, 0x00800000, 0x007ffffe, 0x00800002, 0x00800001]);

/** The figure of a FLOAT (exponent in the highest byte, mantissa in the other three, both signed), or null for none. */
export function floatOf(bits: number): number | null {
  const mantissa = bits & 0x00ffffff;
  if (NO_FIGURE.has(mantissa)) return null;
  const signed = mantissa >= 0x00800000 ? mantissa - 0x01000000 : mantissa;
  const exponent = bits >> 24;
  // Dividing by a power of ten is exact where multiplying by 0.1 is not: 366 / 10 is 36.6.
  return exponent < 0 ? signed / 10 ** -exponent : signed * 10 ** exponent;
}

/** The temperature of one measurement in degrees Celsius, to a tenth; null where the bytes hold none. */
export function celsiusOf(measurement: DataView): number | null {
  if (measurement.byteLength < 1 + FLOAT_BYTES) return null;
  const figure = floatOf(measurement.getInt32(1, true));
  if (figure === null) return null;
  const celsius = measurement.getUint8(0) & FAHRENHEIT ? ((figure - 32) * 5) / 9 : figure;
  return Math.round(celsius * 10) / 10;
}

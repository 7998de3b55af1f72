import { afterEach, describe, expect, it, vi } from "vitest";

import { CardReader, isCitizenNumber } from "../../src/staff/logic/card-reader";
import { celsiusOf, floatOf } from "../../src/staff/logic/thermometer";

/** A measurement as a thermometer sends it: flags, then the FLOAT with the lowest byte first. */
function measurement(flags: number, bits: number): DataView {
  const bytes = new DataView(new ArrayBuffer(5));
  bytes.setUint8(0, flags);
  bytes.setUint32(1, bits, true);
  return bytes;
}

describe("a Bluetooth thermometer", () => {
  it.each([
    ["36.6, mantissa 366 and exponent -1", 0xff00016e, 36.6],
    ["36.65, to a hundredth", 0xfe000e51, 36.65],
    ["370, exponent 1", 0x01000025, 370],
    ["-0.5, a signed mantissa", 0xfffffffb, -0.5],
  ])('spec("E3") reads a FLOAT: %s', (_, bits, figure) => {
    expect(floatOf(bits | 0)).toBe(figure);
  });

  it.each([["NaN", 0x007fffff], ["NRes", 0x00800000], ["+INFINITY", 0x007ffffe], ["-INFINITY", 0x00800002], ["reserved", 0x00800001]])(
    'spec("E3") takes no figure from %s',
    (_, bits) => {
      expect(celsiusOf(measurement(0, bits))).toBeNull();
    },
  );

  it('spec("E3") turns Fahrenheit into Celsius, to a tenth', () => {
    expect(celsiusOf(measurement(1, 0xff0003dc))).toBe(37.1);
    expect(celsiusOf(measurement(0, 0xfe000e51))).toBe(36.7);
  });

  it('spec("E3") takes nothing from bytes that end too early', () => {
    expect(celsiusOf(new DataView(new ArrayBuffer(4)))).toBeNull();
  });
});

class FakeCharacteristic extends EventTarget {
  value: DataView | null = null;
  startNotifications = () => Promise.resolve(this);
  send(bytes: DataView): void {
    this.value = bytes;
    this.dispatchEvent(new Event("characteristicvaluechanged"));
  }
}

/** A browser with one thermometer in reach, or one whose list of devices was closed. */
function withBluetooth(answer: (characteristic: FakeCharacteristic, device: EventTarget) => Promise<unknown>): { characteristic: FakeCharacteristic; device: EventTarget } {
  const characteristic = new FakeCharacteristic();
  const device = new EventTarget();
  const service = { getCharacteristic: () => Promise.resolve(characteristic) };
  const server = { getPrimaryService: () => Promise.resolve(service) };
  Object.assign(device, { gatt: { connect: () => Promise.resolve(server) } });
  Object.defineProperty(navigator, "bluetooth", { configurable: true, value: { requestDevice: () => answer(characteristic, device) } });
  return { characteristic, device };
}

describe("the connection to a thermometer", () => {
  afterEach(() => {
    Reflect.deleteProperty(navigator, "bluetooth");
    vi.resetModules();
  });
  const load = async () => (await import("../../src/staff/composables/useThermometer")).useThermometer();

  it('spec("E3") is not offered where the browser has no Bluetooth', async () => {
    expect((await load()).supported.value).toBe(false);
  });

  it('spec("E3") hands over each reading and says when the thermometer is gone', async () => {
    const { characteristic, device } = withBluetooth((_, found) => Promise.resolve(found));
    const thermometer = await load();

    await thermometer.connect();
    expect(thermometer.state.value).toBe("on");
    characteristic.send(measurement(0, 0xff00017a));
    expect(thermometer.reading.value).toEqual({ celsius: 37.8 });
    characteristic.send(measurement(0, 0x007fffff));
    expect(thermometer.reading.value).toEqual({ celsius: 37.8 });

    device.dispatchEvent(new Event("gattserverdisconnected"));
    expect(thermometer.state.value).toBe("off");
  });

  it('spec("E3") failed only where something went wrong, not where the list of devices was closed', async () => {
    withBluetooth(() => Promise.reject(new DOMException("closed", "NotFoundError")));
    const thermometer = await load();
    await thermometer.connect();
    expect(thermometer.state.value).toBe("off");

    withBluetooth(() => Promise.reject(new DOMException("no", "NetworkError")));
    await thermometer.connect();
    expect(thermometer.state.value).toBe("failed");
  });
});

describe("a card reader that types like a keyboard", () => {
  const NUMBER = "34010219900517889x";
  const typed = (reader: CardReader, text: string, gapMs: number, from = 1000): string | null => {
    let at = from;
    for (const key of text) reader.hear(key, (at += gapMs));
    return reader.hear("Enter", at + gapMs);
  };

  it('spec("D5") gives the number with a capital X, Shift or not', () => {
    const reader = new CardReader();
    expect(typed(reader, NUMBER, 5)).toBe(NUMBER.toUpperCase());
    for (const [place, key] of [..."34010219900517889", "Shift", "X"].entries()) reader.hear(key, 5000 + place * 5);
    expect(reader.hear("Enter", 5100)).toBe(NUMBER.toUpperCase());
  });

  it('spec("D5") leaves what fingers type to the form', () => {
    expect(typed(new CardReader(), NUMBER, 90)).toBeNull();
  });

  it('spec("D5") forgets what was typed before the card, and a card once it is read', () => {
    const reader = new CardReader();
    reader.hear("9", 100);
    expect(typed(reader, NUMBER, 5)).toBe(NUMBER.toUpperCase());
    expect(reader.hear("Enter", 1110)).toBeNull();
  });

  it('spec("D5") knows a resident identity number', () => {
    expect(isCitizenNumber(NUMBER.toUpperCase())).toBe(true);
    expect(isCitizenNumber("H12345678")).toBe(false);
  });
});

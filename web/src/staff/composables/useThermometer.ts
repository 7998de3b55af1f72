import { computed, readonly, ref, shallowRef, type ComputedRef, type DeepReadonly, type Ref } from "vue";

import { celsiusOf, HEALTH_THERMOMETER, TEMPERATURE_MEASUREMENT } from "../logic/thermometer";

// The parts of Web Bluetooth that are used here; TypeScript's own library does not describe it.
interface Characteristic extends EventTarget {
  readonly value?: DataView | null;
  startNotifications: () => Promise<unknown>;
}
interface Device extends EventTarget {
  readonly gatt?: { connect: () => Promise<{ getPrimaryService: (id: number) => Promise<{ getCharacteristic: (id: number) => Promise<Characteristic> }> }> };
}
interface Bluetooth {
  requestDevice: (wanted: { filters: { services: number[] }[] }) => Promise<Device>;
}

export type ThermometerState = "off" | "connecting" | "on" | "failed";

/** One thermometer for the whole app: staff connect it once and measure the whole queue with it. */
const state = ref<ThermometerState>("off");
const reading = shallowRef<{ celsius: number } | null>(null);

const bluetooth = (): Bluetooth | undefined => (navigator as Navigator & { bluetooth?: Bluetooth }).bluetooth;

/** A Bluetooth thermometer where the browser can speak to one; each reading is a new object, also of the same figure. */
export function useThermometer(): {
  supported: ComputedRef<boolean>;
  state: Readonly<Ref<ThermometerState>>;
  reading: DeepReadonly<Ref<{ celsius: number } | null>>;
  connect: () => Promise<void>;
} {
  async function connect(): Promise<void> {
    if (state.value === "connecting" || state.value === "on") return;
    state.value = "connecting";
    try {
      const device = await bluetooth()?.requestDevice({ filters: [{ services: [HEALTH_THERMOMETER] }] });
      const server = await device?.gatt?.connect();
      const service = await server?.getPrimaryService(HEALTH_THERMOMETER);
      const measurement = await service?.getCharacteristic(TEMPERATURE_MEASUREMENT);
      if (!device || !measurement) throw new Error("expected a thermometer with its service, got none");
      measurement.addEventListener("characteristicvaluechanged", () => {
        const celsius = measurement.value ? celsiusOf(measurement.value) : null;
        if (celsius !== null) reading.value = { celsius };
      });
      device.addEventListener("gattserverdisconnected", () => (state.value = "off"));
      await measurement.startNotifications();
      state.value = "on";
    } catch (error) {
      // Whoever closes the browser's list of devices has changed their mind: nothing failed.
      state.value = error instanceof DOMException && error.name === "NotFoundError" ? "off" : "failed";
    }
  }

  return { supported: computed(() => bluetooth() !== undefined), state: readonly(state), reading: readonly(reading), connect };
}

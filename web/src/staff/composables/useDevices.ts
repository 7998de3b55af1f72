import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";

export type Device = Schemas["DeviceAnswer"];
export type NewDevice = Omit<Schemas["DeviceRequest"], "key">;
export type Changes = Partial<Schemas["DeviceChange"]>;

/** The gate devices of one site for who answers for it, and the one enrolment code that was just made. */
export function useDevices(siteId: string): {
  devices: ShallowRef<Device[] | null>;
  entrances: ShallowRef<Schemas["EntranceAnswer"][]>;
  code: ShallowRef<Schemas["EnrolmentCode"] | null>;
  codeFor: Ref<string>;
  load: () => Promise<void>;
  register: (device: NewDevice) => Promise<void>;
  makeCode: (deviceId: string) => Promise<void>;
  revokeCode: (deviceId: string) => Promise<void>;
  change: (device: Device, changes: Changes) => Promise<void>;
} {
  const devices = shallowRef<Device[] | null>(null);
  const entrances = shallowRef<Schemas["EntranceAnswer"][]>([]);
  const code = shallowRef<Schemas["EnrolmentCode"] | null>(null);
  const codeFor = ref("");
  const here = { path: { site_id: siteId } };
  const at = (device_id: string): { path: { site_id: string; device_id: string } } => ({ path: { site_id: siteId, device_id } });

  async function load(): Promise<void> {
    const [found, site] = await Promise.all([
      bodyOf(api.GET("/api/v1/checkpoints/sites/{site_id}/devices", { params: here })),
      bodyOf(api.GET("/api/v1/checkpoints/kept-sites/{site_id}", { params: here })),
    ]);
    devices.value = found;
    entrances.value = site.entrances;
  }

  function forget(): void {
    code.value = null;
    codeFor.value = "";
  }

  return {
    devices,
    entrances,
    code,
    codeFor,
    load,
    async register(device) {
      const body = { ...device, key: crypto.randomUUID() };
      await bodyOf(api.POST("/api/v1/checkpoints/sites/{site_id}/devices", { params: here, body }));
      await load();
    },
    async makeCode(deviceId) {
      code.value = await bodyOf(api.POST("/api/v1/checkpoints/sites/{site_id}/devices/{device_id}/enrolment", { params: at(deviceId) }));
      codeFor.value = deviceId;
      await load();
    },
    async revokeCode(deviceId) {
      await bodyOf(api.DELETE("/api/v1/checkpoints/sites/{site_id}/devices/{device_id}/enrolment", { params: at(deviceId) }));
      if (codeFor.value === deviceId) forget();
      await load();
    },
    async change(device, changes) {
      const state = device.state === "awaiting" ? "active" : device.state;
      const body = { state, on_timeout: device.on_timeout, reads_documents: device.reads_documents, ...changes };
      await bodyOf(api.PUT("/api/v1/checkpoints/sites/{site_id}/devices/{device_id}", { params: at(device.device_id), body }));
      if (changes.state === "revoked" && codeFor.value === device.device_id) forget();
      await load();
    },
  };
}

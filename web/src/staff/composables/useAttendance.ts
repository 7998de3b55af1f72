import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";
import { letGo, saveFile } from "@shared/logic/save-file";

type Sheet = Schemas["AttendanceSheet"];
export type SheetFormat = "csv" | "xlsx";

/** What of a sheet is asked for; empty texts for everything, `""` of a day for today. */
export interface SheetFilter {
  day: string;
  department: string | null;
  state: string;
}

const PAGE = 100;

/** The attendance sheet of one workplace, page by page, and its files. */
export function useAttendance(siteId: string): {
  sheet: ShallowRef<Sheet | null>;
  file: Ref<string>;
  load: (filter: SheetFilter) => Promise<void>;
  more: () => Promise<void>;
  download: (format: SheetFormat) => Promise<void>;
} {
  const sheet = shallowRef<Sheet | null>(null);
  /** The address of the last file, for who did not see where the browser put it. */
  const file = ref("");
  const path = { site_id: siteId };
  let shown: SheetFilter = { day: "", department: null, state: "" };

  const query = () => ({
    day: shown.day || undefined,
    department: shown.department ?? undefined,
    state: (shown.state || undefined) as Schemas["Attendance"] | undefined,
  });

  const page = (offset: number): Promise<Sheet> =>
    bodyOf(api.GET("/api/v1/checkpoints/sites/{site_id}/attendance", { params: { path, query: { ...query(), offset, limit: PAGE } } }));

  async function load(filter: SheetFilter): Promise<void> {
    shown = filter;
    const read = await page(0);
    if (shown === filter) sheet.value = read;
  }

  return {
    sheet,
    file,
    load,
    async more() {
      const before = sheet.value;
      if (!before) return;
      const next = await page(before.lines.length);
      sheet.value = { ...next, lines: [...before.lines, ...next.lines] };
    },
    async download(format) {
      const params = { path, query: { ...query(), format } };
      const call = api.GET("/api/v1/checkpoints/sites/{site_id}/attendance/file", { params, parseAs: "blob" });
      const content = (await bodyOf(call as Promise<{ data?: unknown }>)) as Blob;
      letGo(file.value);
      file.value = saveFile(content, `attendance-${sheet.value?.day ?? ""}.${format}`);
    },
  };
}

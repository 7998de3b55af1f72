import { ref, shallowRef, type Ref, type ShallowRef } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";
import { saveFile } from "@shared/logic/save-file";

type Site = Schemas["KeptSiteAnswer"];
export type PosterSize = "a4" | "a3";

/** One site of the signed-in keeper: its entrances, who works there, the links that invite, and the day. */
export function useKeptSite(siteId: string): {
  site: ShallowRef<Site | null>;
  today: ShallowRef<Schemas["EntranceToday"][]>;
  invitation: ShallowRef<Schemas["InvitationMade"] | null>;
  file: Ref<string>;
  load: () => Promise<void>;
  addEntrance: (name: string) => Promise<void>;
  closeEntrance: (entranceId: string) => Promise<void>;
  replacePoster: (entranceId: string) => Promise<void>;
  printPoster: (entranceId: string, size: PosterSize) => Promise<void>;
  invite: () => Promise<void>;
  revoke: (invitationId: string) => Promise<void>;
  letGo: (personId: string) => Promise<void>;
} {
  const site = shallowRef<Site | null>(null);
  const today = shallowRef<Schemas["EntranceToday"][]>([]);
  const invitation = shallowRef<Schemas["InvitationMade"] | null>(null);
  /** The address of the last poster, for who did not see where the browser put it. */
  const file = ref("");
  const here = { site_id: siteId };

  async function load(): Promise<void> {
    const params = { params: { path: here } };
    const [read, figures] = await Promise.all([
      bodyOf(api.GET("/api/v1/checkpoints/kept-sites/{site_id}", params)),
      bodyOf(api.GET("/api/v1/checkpoints/kept-sites/{site_id}/today", params)),
    ]);
    site.value = read;
    today.value = figures;
  }

  async function changed(act: Promise<unknown>): Promise<void> {
    await act;
    await load();
  }

  const at = (entrance_id: string): { path: { site_id: string; entrance_id: string } } => ({ path: { ...here, entrance_id } });

  return {
    site,
    today,
    invitation,
    file,
    load,
    addEntrance: (name) =>
      changed(bodyOf(api.POST("/api/v1/checkpoints/kept-sites/{site_id}/entrances", { params: { path: here }, body: { key: crypto.randomUUID(), name } }))),
    closeEntrance: (id) => changed(bodyOf(api.DELETE("/api/v1/checkpoints/kept-sites/{site_id}/entrances/{entrance_id}", { params: at(id) }))),
    replacePoster: (id) => changed(bodyOf(api.POST("/api/v1/checkpoints/kept-sites/{site_id}/entrances/{entrance_id}/poster", { params: at(id) }))),
    async printPoster(id, size) {
      const params = { ...at(id), query: { size } };
      const call = api.GET("/api/v1/checkpoints/kept-sites/{site_id}/entrances/{entrance_id}/poster", { params, parseAs: "blob" });
      file.value = saveFile((await bodyOf(call as Promise<{ data?: unknown }>)) as Blob, `ankang-poster-${size}.pdf`);
    },
    async invite() {
      const body = { key: crypto.randomUUID() };
      invitation.value = await bodyOf(api.POST("/api/v1/checkpoints/kept-sites/{site_id}/invitations", { params: { path: here }, body }));
      await load();
    },
    async revoke(invitation_id) {
      const path = { ...here, invitation_id };
      await changed(bodyOf(api.DELETE("/api/v1/checkpoints/kept-sites/{site_id}/invitations/{invitation_id}", { params: { path } })));
      if (invitation.value?.invitation_id === invitation_id) invitation.value = null;
    },
    letGo: (person_id) =>
      changed(bodyOf(api.DELETE("/api/v1/checkpoints/kept-sites/{site_id}/staff/{person_id}", { params: { path: { ...here, person_id } } }))),
  };
}

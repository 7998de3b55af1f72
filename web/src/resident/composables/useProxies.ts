import { computed, ref, type ComputedRef, type Ref } from "vue";

import { api, bodyOf, type Schemas } from "@shared/api/client";
import { ProblemError } from "@shared/api/problem";
import { useSession } from "@shared/composables/useSession";
import { readPreference, writePreference } from "@shared/logic/storage";

import { forgetPeopleBut } from "../logic/local-store";

export type ProxyLink = Schemas["ProxyLinkAnswer"];
type Links = Schemas["ProxyLinksAnswer"];

// Opaque ids and masked names only; kept so that a proxy finds the people also without a network.
const KEY = "ankang.people";
const links = ref<Links>(remembered());

function remembered(): Links {
  try {
    return (JSON.parse(readPreference(KEY) ?? "null") as Links | null) ?? { i_act_for: [], act_for_me: [] };
  } catch {
    return { i_act_for: [], act_for_me: [] };
  }
}

function keep(value: Links): void {
  links.value = value;
  writePreference(KEY, JSON.stringify(value));
}

/** Before the new list is kept: should this be cut short, the next reading finds the people in the old one again. */
async function forgetFormer(now: Links, self: string | undefined): Promise<void> {
  if (!self) return;
  const present = now.i_act_for.filter((link) => link.state === "active").map((link) => link.person_id);
  await forgetPeopleBut(new Set([self, ...present]));
}

/** Whom I act for and who acts for me (SPEC B5). */
export function useProxies(): {
  links: Ref<Links>;
  active: ComputedRef<ProxyLink[]>;
  nameOf: (personId: string) => string;
  load: () => Promise<void>;
  ask: (request: Schemas["ProxyRequest"]) => Promise<ProxyLink>;
  confirm: (linkId: string, code: string) => Promise<ProxyLink>;
  agree: (linkId: string) => Promise<void>;
  end: (linkId: string) => Promise<void>;
  forget: () => void;
} {
  const { session } = useSession();

  async function load(): Promise<void> {
    try {
      const present = await bodyOf(api.GET("/api/v1/identity/proxies"));
      await forgetFormer(present, session.value?.person_id).catch(() => undefined); // no storage keeps nothing either
      keep(present);
    } catch (error) {
      if (!(error instanceof ProblemError && error.passing)) throw error;
    }
  }

  async function ask(body: Schemas["ProxyRequest"]): Promise<ProxyLink> {
    const link = await bodyOf(api.POST("/api/v1/identity/proxies", { body }));
    await load();
    return link;
  }

  async function confirm(linkId: string, code: string): Promise<ProxyLink> {
    const path = { link_id: linkId };
    const link = await bodyOf(
      api.POST("/api/v1/identity/proxies/{link_id}/confirmation", { params: { path }, body: { one_time_code: code } }),
    );
    await load();
    return link;
  }

  /** The answer of the holder, who is signed in: no code is needed. */
  async function agree(linkId: string): Promise<void> {
    await bodyOf(api.POST("/api/v1/identity/proxies/{link_id}/agreement", { params: { path: { link_id: linkId } } }));
    await load();
  }

  async function end(linkId: string): Promise<void> {
    await bodyOf(api.DELETE("/api/v1/identity/proxies/{link_id}", { params: { path: { link_id: linkId } } }));
    await load();
  }

  const active = computed(() => links.value.i_act_for.filter((link) => link.state === "active"));
  const nameOf = (personId: string): string => links.value.i_act_for.find((link) => link.person_id === personId)?.masked_name ?? "";
  return { links, active, nameOf, load, ask, confirm, agree, end, forget: () => keep({ i_act_for: [], act_for_me: [] }) };
}

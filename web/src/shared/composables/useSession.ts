import { computed, readonly, ref, type ComputedRef, type DeepReadonly, type Ref } from "vue";

import { api, bodyOf, whenSignedOut, type Schemas } from "../api/client";
import { ProblemError } from "../api/problem";
import { readPreference, writePreference } from "../logic/storage";

export type Session = Schemas["SessionAnswer"];

// Only opaque and masked values are kept on the phone, so that the apps open without a network.
const KEY = "ankang.session";
const session = ref<Session | null>(remembered());
const checked = ref(false);
// Begun since the app was loaded: whatever the phone should keep of it may not be there yet.
const begunHere = ref(false);

function remembered(): Session | null {
  try {
    const kept = JSON.parse(readPreference(KEY) ?? "null") as Session | null;
    return kept && typeof kept.person_id === "string" ? kept : null;
  } catch {
    return null;
  }
}

function keep(value: Session | null): void {
  session.value = value;
  const { csrf_token: _, ...rest } = value ?? {};
  writePreference(KEY, JSON.stringify(value ? rest : null));
}

whenSignedOut(() => keep(null));

/** Who is signed in. Without a network the last known session stands: the server checks every call anyway. */
export function useSession(): {
  session: DeepReadonly<Ref<Session | null>>;
  signedIn: ComputedRef<boolean>;
  checked: DeepReadonly<Ref<boolean>>;
  begunHere: DeepReadonly<Ref<boolean>>;
  refresh: () => Promise<void>;
  signIn: (request: Schemas["SignInRequest"]) => Promise<Session>;
  register: (request: Schemas["RegistrationRequest"]) => Promise<Session>;
  signOut: () => Promise<void>;
} {
  async function refresh(): Promise<void> {
    try {
      keep(await bodyOf(api.GET("/api/v1/identity/session")));
    } catch (error) {
      if (!(error instanceof ProblemError) || !error.passing) keep(null);
    } finally {
      checked.value = true;
    }
  }

  async function signIn(body: Schemas["SignInRequest"]): Promise<Session> {
    const answer = await bodyOf(api.POST("/api/v1/identity/sessions", { body }));
    begunHere.value = true;
    keep(answer);
    return answer;
  }

  async function register(body: Schemas["RegistrationRequest"]): Promise<Session> {
    const answer = await bodyOf(api.POST("/api/v1/identity/registrations", { body }));
    begunHere.value = true;
    keep(answer);
    return answer;
  }

  async function signOut(): Promise<void> {
    try {
      await api.DELETE("/api/v1/identity/session");
    } finally {
      keep(null);
    }
  }

  const signedIn = computed(() => session.value !== null);
  return { session: readonly(session), signedIn, checked: readonly(checked), begunHere: readonly(begunHere), refresh, signIn, register, signOut };
}

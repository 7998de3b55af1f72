import createClient from "openapi-fetch";

import { GENTLE, waitAfter, type Backoff } from "../logic/backoff";
import { serverClock } from "../logic/server-clock";
import { ProblemError, problemOf } from "./problem";
import type { components, paths } from "./schema";

/** The shapes of the API by name: `Schemas["AssessmentAnswer"]`. */
export type Schemas = components["schemas"];

const CSRF_COOKIE = "ankang_csrf";
const SAFE = new Set(["GET", "HEAD"]);
const WAIT_LIMIT_MS = 20_000;

/** The value of a cookie that scripts may read, or "". */
export function cookieNamed(name: string, cookies: string): string {
  for (const pair of cookies.split(";")) {
    const [key, ...rest] = pair.trim().split("=");
    if (key === name) return decodeURIComponent(rest.join("="));
  }
  return "";
}

let onSignedOut: () => void = () => undefined;

/** Called whenever the server says that nobody is signed in. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

async function send(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) request.headers.set("X-CSRF-Token", cookieNamed(CSRF_COOKIE, document.cookie));
  request.headers.set("Accept-Language", document.documentElement.lang.startsWith("en") ? "en" : "zh-CN");
  const sentAt = Date.now();
  let response: Response;
  try {
    response = await fetch(request, { signal: AbortSignal.timeout(WAIT_LIMIT_MS) });
  } catch {
    throw new ProblemError(0, "offline", null);
  }
  const stated = Date.parse(response.headers.get("date") ?? "");
  if (!Number.isNaN(stated)) serverClock.observeHeader(stated, sentAt, Date.now());
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status === 401) onSignedOut();
  throw problem;
}

/** The typed client: answers come as `data`, every failure is thrown as a ProblemError. */
export const api = createClient<paths>({ baseUrl: "", fetch: send, credentials: "same-origin" });

/** The answer's body; failures were thrown before. For calls that answer 204 the result is undefined. */
export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}

/** The answer if it comes within the time, else the failure of a call that got none: somebody stands there waiting. */
export async function soon<T>(call: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(new ProblemError(0, "offline", null)), milliseconds)));
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}

/** Repeats a call while the failure may pass, with growing waits and jitter (L7); the last failure is thrown. */
export async function patiently<T>(
  call: () => Promise<T>,
  attempts: number,
  wait: (milliseconds: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
  random: () => number = Math.random,
  backoff: Backoff = GENTLE,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const again = error instanceof ProblemError && error.passing && attempt + 1 < attempts;
      if (!again) throw error;
      await wait(waitAfter(error.retryAfterSeconds, attempt, random, backoff));
    }
  }
}

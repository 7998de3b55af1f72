import type { Locale } from "../logic/time";

// Every refusal of the server is one format (RFC 9457) with a stable code and a sentence in both languages.

export interface Words {
  zh: string;
  en: string;
}

export interface FieldProblem {
  field: string;
  code: string;
  words: Words;
}

export interface ProblemBody {
  status: number;
  code: string;
  words: Words;
  fields: FieldProblem[];
}

/** What every call of the API throws when it does not succeed. `code` is "offline" when no answer came at all. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: Words | null,
    readonly fields: FieldProblem[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(`${code} (${status}): ${words?.en ?? "no words"}`);
    this.name = "ProblemError";
  }

  get offline(): boolean {
    return this.code === "offline";
  }

  /** Whether the same call may succeed later: no answer, too many requests, or a server that is busy. */
  get passing(): boolean {
    return this.offline || this.status === 429 || this.status >= 500;
  }
}

/** The sentence in one language; `en` falls back to `zh`, never to nothing. */
export function inLanguage(words: Words | null | undefined, locale: Locale): string {
  return (locale === "en" ? words?.en : words?.zh) || words?.zh || "";
}

/** The problem that an answer carries, also when the answer is not ours (a proxy's error page, an empty body). */
export async function problemOf(response: Response): Promise<ProblemError> {
  const retry = Number(response.headers.get("retry-after"));
  const retryAfter = Number.isFinite(retry) && retry > 0 ? retry : null;
  try {
    const body = (await response.json()) as Partial<ProblemBody>;
    if (typeof body.code === "string") {
      return new ProblemError(response.status, body.code, body.words ?? null, body.fields ?? [], retryAfter);
    }
  } catch {
    // Not JSON: the status alone speaks.
  }
  return new ProblemError(response.status, `http_${response.status}`, null, [], retryAfter);
}

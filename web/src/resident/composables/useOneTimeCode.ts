import { api, bodyOf, type Schemas } from "@shared/api/client";

/** Sends a one-time code and answers with the seconds until the next may be asked for. */
export async function sendOneTimeCode(mobile: string, purpose: Schemas["CodePurpose"]): Promise<number> {
  const answer = await bodyOf(api.POST("/api/v1/identity/one-time-codes", { body: { mobile: mobile.trim(), purpose } }));
  return answer.resend_after_seconds;
}

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { reactive } from "vue";

import { useSession } from "@shared/composables/useSession";

import { useProxies } from "../../src/resident/composables/useProxies";
import { emptyCheckIn, requestOf } from "../../src/resident/logic/check-in-form";
import { forgetEverything, openStore, recall, type WaitingCheckIn } from "../../src/resident/logic/local-store";
import { enrolAgain, hasLivePhone, renewCode } from "../../src/resident/logic/renew-code";
import { keepForLater, uploadWaiting, waitingFor } from "../../src/resident/logic/upload-check-ins";
import { toBase64url } from "../../src/resident/logic/base64url";

const PERSON = "11111111-1111-4111-8111-111111111111";
const MADE_AT = "2020-11-10T06:32:00.000Z";
const NOW = Date.parse("2020-11-11T00:00:00Z");

function waitingCheckIn(over: Partial<WaitingCheckIn> = {}): WaitingCheckIn {
  const form = { ...emptyCheckIn(), symptomsAnswered: true, contact: "no" as const, leftCity: "no" as const };
  return { key: "k1", personId: PERSON, day: "2020-11-10", body: requestOf(form, "k1", "self", MADE_AT), ...over };
}

function tokenAnswer(colour: string): Record<string, unknown> {
  return {
    token: toBase64url(new Uint8Array([1, 2, 3])),
    colour,
    issued_at: "2020-11-10T00:14:00Z",
    expires_at: "2020-11-11T00:14:00Z",
    renew_after: "2020-11-10T12:14:00Z",
    server_time: "2020-11-10T00:14:00Z",
    person_id: PERSON,
    masked_name: "张*",
    document_tail: "1X4",
    city_code: "3401",
    city_name: "合肥市",
  };
}

/** A server that gives the answers in order, then fails as a phone without a network does. */
function serverAnswers(...answers: [number, unknown][]): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request.clone());
    const next = answers.shift();
    if (!next) return Promise.reject(new TypeError("no network"));
    return Promise.resolve(new Response(next[1] === null ? null : JSON.stringify(next[1]), { status: next[0], headers: { "content-type": "application/json" } }));
  });
  return asked;
}

beforeEach(forgetEverything);
afterEach(() => vi.unstubAllGlobals());

describe("check-ins that wait for a network", () => {
  test('spec("F3") what was made offline goes up with its own time and key, and leaves the queue', async () => {
    const asked = serverAnswers([201, {}]);
    await keepForLater(waitingCheckIn());

    expect(await uploadWaiting(NOW)).toBe(1);

    expect(await asked[0]?.json()).toMatchObject({ key: "k1", made_at: MADE_AT });
    expect(await waitingFor(PERSON)).toEqual([]);
  });

  test('spec("F3") a refused one stays with the words of the server and is not sent again', async () => {
    const words = { zh: "超过 72 小时。", en: "More than 72 hours." };
    const asked = serverAnswers([422, { code: "check_in_too_late", status: 422, words, fields: [] }]);
    await keepForLater(waitingCheckIn());

    await uploadWaiting(NOW);
    await uploadWaiting(NOW);

    expect((await waitingFor(PERSON))[0]?.refusal).toEqual(words);
    expect(asked).toHaveLength(1);
  });

  test('spec("F3") the form as the page holds it can be kept', async () => {
    const form = reactive({ ...emptyCheckIn(), symptoms: ["fever" as const], symptomsAnswered: true, contact: "no" as const, leftCity: "no" as const });

    await keepForLater(waitingCheckIn({ body: requestOf(form, "k2", "self", MADE_AT), key: "k2" }));

    expect((await waitingFor(PERSON))[0]?.body.symptoms).toEqual(["fever"]);
  });

  test('spec("M3") signing out leaves nothing of the person on the phone', async () => {
    await keepForLater(waitingCheckIn());

    await forgetEverything();

    expect(await waitingFor(PERSON)).toEqual([]);
  });
});

describe("a link that its holder ended", () => {
  const FATHER = "22222222-2222-4222-8222-222222222222";
  const link = { link_id: "33333333-3333-4333-8333-333333333333", person_id: FATHER, masked_name: "林**", masked_document: "****123", relation: "parent" };

  /** Signs in on this phone, which then keeps a code and a check-in that waits, both of the holder and of the father. */
  async function phoneOfBoth(...then: [number, unknown][]): Promise<void> {
    serverAnswers([201, { person_id: PERSON, csrf_token: "c" }], [201, tokenAnswer("green")], [201, tokenAnswer("green")], ...then);
    await useSession().signIn({ method: "mobile_password", mobile: "13800000001", password: "long-enough-1" });
    for (const id of [PERSON, FATHER]) {
      await renewCode(id, 0);
      await keepForLater(waitingCheckIn({ key: `of-${id}`, personId: id }));
      await (await openStore()).put("drafts", { id: `apply-${id}`, value: {} });
    }
  }

  test('spec("B5", "M3") the phone forgets the holder with everything when it learns of the end, and keeps its own', async () => {
    await phoneOfBoth([200, { i_act_for: [], act_for_me: [] }]);

    await useProxies().load();

    expect(await recall("codes", FATHER)).toBeUndefined();
    expect(await waitingFor(FATHER)).toEqual([]);
    expect(await (await openStore()).getAllKeys("drafts")).toEqual([`apply-${PERSON}`]);
    expect(await recall("codes", PERSON)).toBeDefined();
    expect(await waitingFor(PERSON)).toHaveLength(1);
  });

  test('spec("B5", "D9") while the link lives, and while the centre cannot be asked, nothing is forgotten', async () => {
    await phoneOfBoth([200, { i_act_for: [{ ...link, state: "active" }], act_for_me: [] }]);

    await useProxies().load();
    await useProxies().load();

    expect(await recall("codes", FATHER)).toBeDefined();
    expect(useProxies().nameOf(FATHER)).toBe("林**");
  });
});

describe("token and key", () => {
  test('spec("D2") a renewal stores a fresh key that cannot be exported together with its token', async () => {
    const asked = serverAnswers([201, tokenAnswer("green")]);

    const code = await renewCode(PERSON, 0);

    const stored = await (await openStore()).get("codes", PERSON);
    expect(code.keys.privateKey.extractable).toBe(false);
    expect([...(stored?.token ?? [])]).toEqual([1, 2, 3]);
    expect(stored?.answer.colour).toBe("green");
    expect(asked[0]?.url).toContain(`/api/v1/codes/${PERSON}/tokens`);
  });

  test('spec("D9") a renewal that fails leaves the token that it would have replaced', async () => {
    serverAnswers([201, tokenAnswer("green")]);
    const first = await renewCode(PERSON, 0);

    await expect(renewCode(PERSON, first.renewedAt)).rejects.toMatchObject({ code: "offline" });

    expect((await (await openStore()).get("codes", PERSON))?.renewedAt).toBe(first.renewedAt);
  });

  test('spec("D2") a second tab takes the token that the first one has just fetched', async () => {
    const asked = serverAnswers([201, tokenAnswer("green")]);
    await renewCode(PERSON, 0);

    await renewCode(PERSON, 0);

    expect(asked).toHaveLength(1);
  });

  test('spec("D2") enrolling again ends the old code first, keeps nothing of it, and asks for no data', async () => {
    const asked = serverAnswers([201, tokenAnswer("green")], [204, null], [201, tokenAnswer("yellow")]);
    await renewCode(PERSON, 0);

    const code = await enrolAgain(PERSON);

    expect(asked.map((request) => new URL(request.url).pathname.split("/").at(-1))).toEqual(["tokens", "kill", "tokens"]);
    expect(await asked[1]?.json()).toEqual({ reason: "re_enrol" });
    expect(code.answer.colour).toBe("yellow");
  });

  test('spec("D2") where only the first half succeeds, the dead token is gone from the phone', async () => {
    serverAnswers([201, tokenAnswer("green")], [204, null]);
    await renewCode(PERSON, 0);

    await expect(enrolAgain(PERSON)).rejects.toMatchObject({ code: "offline" });

    expect(await recall("codes", PERSON)).toBeUndefined();
  });

  test('spec("B5") a key is lost only where the centre knows one of the same shower', async () => {
    const phones = [{ shower_masked_name: "王*", is_holder: false, issued_at: "2020-11-10T00:14:00Z", expires_at: "2020-11-11T00:14:00Z" }];
    const ask = (isHolder: boolean, maskedName: string) => {
      serverAnswers([200, phones]);
      return hasLivePhone(PERSON, { isHolder, maskedName });
    };

    expect([await ask(true, "张*"), await ask(false, "王*"), await ask(false, "李*")]).toEqual([false, true, false]);
  });

  test('spec("D2") a browser that refuses storage still shows the code while the page is open', async () => {
    serverAnswers([201, tokenAnswer("green")]);
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });

    const code = await renewCode(PERSON, 0);
    put.mockRestore();

    expect(code.answer.colour).toBe("green");
    expect(await recall("codes", PERSON)).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";

import { asksIsolation, doorText, draftOfForm, emptyDraft, faultsOfStep, requestOfDraft } from "../../src/resident/logic/application-form";
import { celsiusOf, emptyCheckIn, faultsOf, requestOf } from "../../src/resident/logic/check-in-form";
import { cityText, nearestCity, regionText } from "../../src/shared/logic/cities";
import { emptyIdentity, identityFaults, identityRequest } from "../../src/resident/logic/identity-form";
import { runDays } from "../../src/resident/logic/run-days";
import { asksBirthDate, cleanNumber, faultOf, faultOfMainlandId, isMobile } from "@shared/logic/documents";

const TODAY = "2020-11-10";

describe("documents", () => {
  test('spec("A1") a mainland number is checked for length, characters, birth date and check digit', () => {
    const faults = ["34010219900101001", "34010219900101001Y", "340102199002300010", "340102202011110013", "340102199001010018", ""];

    expect(faultOfMainlandId("11010519491231002X", TODAY)).toBeNull();
    expect(faults.map((number) => faultOfMainlandId(number, TODAY))).toEqual(["length", "characters", "birth_date", "birth_date", "check_digit", "empty"]);
  });

  test('spec("A1") a former or unknown region code is no fault here: the server sends it to manual proof', () => {
    expect(faultOfMainlandId("999999194912310033", TODAY)).toBeNull();
  });

  test('spec("A5") other documents have no check digit but a sensible length, and their birth date is asked', () => {
    expect(faultOf("passport", "E12345678", TODAY)).toBeNull();
    expect(faultOf("passport", "E1", TODAY)).toBe("length");
    expect(faultOf("passport", "E1234号", TODAY)).toBe("characters");
    expect([asksBirthDate("passport"), asksBirthDate("mainland_id"), asksBirthDate("taiwan_residence")]).toEqual([true, false, false]);
  });

  test('spec("A1") full-width figures, spaces and a small x are taken as what they mean', () => {
    expect(cleanNumber(" １１０１０５ 19491231 002x ")).toBe("11010519491231002X");
  });

  test('spec("A1") a mobile number has eleven digits and begins with 1', () => {
    expect(["13800005678", "1380000567", "23800005678", "12800005678"].map(isMobile)).toEqual([true, false, false, false]);
  });

  test('spec("A1") a form without a name names the field', () => {
    const form = { ...emptyIdentity(), documentNumber: "11010519491231002x" };

    expect(identityFaults(form, TODAY)).toEqual([{ field: "name", key: "auth.error.name" }]);
    expect(identityRequest({ ...form, name: "  张   三 " })).toEqual({ name: "张 三", document_type: "mainland_id", document_number: "11010519491231002X", birth_date: null });
  });
});

describe("the daily report", () => {
  test('spec("F1") nothing is assumed: symptoms, contacts and whereabouts must be answered', () => {
    expect(faultsOf(emptyCheckIn(), TODAY).map((fault) => fault.field)).toEqual(["symptoms", "contact", "left_city"]);
  });

  test('spec("F1") 99 degrees and words are no temperature; a comma and full-width figures are', () => {
    expect([celsiusOf("99"), celsiusOf("abc"), celsiusOf("36,5"), celsiusOf("３６．５")]).toEqual([99, NaN, 36.5, 36.5]);
    const hot = { ...emptyCheckIn(), celsius: "99", symptomsAnswered: true, contact: "no" as const, leftCity: "no" as const };
    expect(faultsOf(hot, TODAY)).toEqual([{ field: "temperature_celsius", key: "temperature" }]);
  });

  test('spec("P7") "yes" asks for the day of the contact and the city that was visited', () => {
    const form = { ...emptyCheckIn(), symptomsAnswered: true, contact: "yes" as const, contactOn: "2020-11-11", leftCity: "yes" as const };

    expect(faultsOf(form, TODAY).map((fault) => fault.field)).toEqual(["contact_on", "visited"]);
  });

  test('spec("F3") a report made offline carries the time at which it was made', () => {
    const form = { ...emptyCheckIn(), symptomsAnswered: true, contact: "no" as const, leftCity: "no" as const };
    const body = requestOf(form, "k", "self", "2020-11-10T06:32:00.000Z");

    expect(body).toMatchObject({ key: "k", made_at: "2020-11-10T06:32:00.000Z", temperature_celsius: 36.5, contact: false, contact_on: null });
  });

  test('spec("F1") the row shows the run so far, today and what is to come', () => {
    const days = ["2020-11-07", "2020-11-08", "2020-11-09"].map((day) => ({ day, state: "normal" as const, temperature_celsius: 36.5, corrected: false, made_by: "self" as const, made_by_masked_name: "" }));
    const before = runDays(days, 3, 7, TODAY, false);
    const after = runDays(days, 4, 7, TODAY, true);

    expect(before.map((item) => item.state)).toEqual(["done", "done", "done", "today", "coming", "coming", "coming"]);
    expect(before.map((item) => item.day.slice(8))).toEqual(["07", "08", "09", "10", "11", "12", "13"]);
    expect(after[3]).toEqual({ day: TODAY, number: 4, state: "today_done" });
  });

  test('spec("F3") a day out of service stands in the run as neutral and is not counted', () => {
    const unmade = { temperature_celsius: null, corrected: false, made_by: null, made_by_masked_name: "" };
    const days = [
      { ...unmade, day: "2020-11-07", state: "normal" as const },
      { ...unmade, day: "2020-11-08", state: "neutral" as const },
      { ...unmade, day: "2020-11-09", state: "normal" as const },
      { ...unmade, day: TODAY, state: "open" as const },
    ];

    const row = runDays(days, 2, 7, TODAY, false);

    expect(row.slice(0, 4).map((item) => [item.day.slice(8), item.number, item.state])).toEqual([
      ["07", 1, "done"],
      ["08", 0, "neutral"],
      ["09", 2, "done"],
      ["10", 3, "today"],
    ]);
  });

  test('spec("F1") a run of fourteen days shows the seven around today', () => {
    const row = runDays([], 9, 14, TODAY, false);

    expect(row.map((item) => item.number)).toEqual([7, 8, 9, 10, 11, 12, 13]);
  });
});

describe("the application", () => {
  test('spec("B1") the promise must be accepted', () => {
    expect(faultsOfStep("promise", emptyDraft(), TODAY)).toEqual([{ field: "promise", key: "promise" }]);
    expect(faultsOfStep("promise", { ...emptyDraft(), promise: true }, TODAY)).toEqual([]);
  });

  test('spec("B1") an arrival needs an origin and a day, and a coming day is welcome', () => {
    const draft = { ...emptyDraft(), fromOutside: "yes" as const };
    const coming = { ...draft, originCity: "3201", arrivesOn: "2020-12-20" };

    expect(faultsOfStep("arrival", draft, TODAY).map((fault) => fault.field)).toEqual(["origin_city", "arrives_on"]);
    expect(faultsOfStep("arrival", coming, TODAY)).toEqual([]);
    expect(faultsOfStep("arrival", { ...coming, leftOriginOn: "2020-12-21" }, TODAY).map((fault) => fault.field)).toEqual(["left_origin_on"]);
  });

  test('spec("C9") isolation is asked only where more than fourteen days have passed since arrival', () => {
    const arrived = (arrivesOn: string) => ({ ...emptyDraft(), fromOutside: "yes" as const, arrivesOn });

    expect(asksIsolation(arrived("2020-10-26"), TODAY)).toBe(true);
    expect(asksIsolation(arrived("2020-10-27"), TODAY)).toBe(false);
  });

  test('spec("B1") what was typed before "no" was chosen is not sent', () => {
    const draft = { ...emptyDraft(), cityCode: "3401", streetCode: "340104001", compound: " 梧桐里 ", fromOutside: "no" as const, originCity: "3201", arrivesOn: TODAY, contact: "no" as const, contactOn: TODAY };
    const body = requestOfDraft(draft, null, TODAY);

    expect(body.address.compound_name).toBe("梧桐里");
    expect(body.arrival).toEqual({ from_outside: false, origin_division_code: null, cities_passed: [], left_origin_on: null, arrives_on: null, isolated_14_days: false });
    expect(body.contact).toEqual({ close_contact: false, last_contact_on: null });
  });

  test('spec("B4") a correction begins with what was declared before, all but the promise', () => {
    const declared = {
      person_id: null,
      city_code: "3401",
      address: { division_code: "340102003", compound_name: "明珠花园", building: "3 幢", unit: "2", room: "501" },
      workplace: "蓝天纺织",
      symptoms: ["fever" as const],
      contact: { close_contact: true, last_contact_on: "2020-11-02" },
      arrival: { from_outside: true, origin_division_code: "310115", cities_passed: ["3201"], left_origin_on: "2020-10-19", arrives_on: "2020-10-20", isolated_14_days: true },
      promise_accepted: true,
      channel: "web" as const,
    };

    const draft = draftOfForm(declared, TODAY, (code) => (code === "3201" ? "南京市" : code));

    expect(draft.passed).toEqual([{ code: "3201", name: "南京市" }]);
    expect([draft.countyCode, draft.originProvince, draft.originCity]).toEqual(["340102", "31", "3101"]);
    expect(requestOfDraft(draft, null, TODAY)).toEqual({ ...declared, promise_accepted: false });
    expect(requestOfDraft({ ...draft, promise: true }, null, TODAY)).toEqual(declared);
    expect(draftOfForm({ ...declared, arrival: { from_outside: false, cities_passed: [], isolated_14_days: false } }, TODAY).fromOutside).toBe("no");
  });

  test('spec("A7") the nearest city is offered, and none to whom is not in Anhui', () => {
    expect(nearestCity(31.86, 117.28)?.zh).toBe("合肥市");
    expect(nearestCity(29.9, 118.2)?.zh).toBe("黄山市");
    expect(nearestCity(39.9, 116.4)).toBeNull();
    expect(cityText("3401", "合肥市", "en")).toBe("Hefei");
    expect(regionText("34", "安徽省", "en")).toBe("Anhui");
    expect(regionText("34", "安徽省", "zh")).toBe("安徽省");
    expect(regionText("340104", "蜀山区", "en")).toBe("蜀山区");
  });

  test('spec("A2") a bare number of a door gets its word, and what was typed with a word keeps it', () => {
    const word = (part: string, number: string): string => `${part} ${number}`;
    expect(doorText({ building: " 3", unit: "2", room: "501" }, word)).toEqual(["building 3", "unit 2", "room 501"]);
    expect(doorText({ building: "3号楼", unit: "", room: "B-12" }, word)).toEqual(["3号楼", "room B-12"]);
  });
});

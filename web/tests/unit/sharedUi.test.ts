import { mount } from "@vue/test-utils";
import { beforeAll, describe, expect, test } from "vitest";
import { effectScope, nextTick, ref } from "vue";

import { useBackCloses } from "@shared/composables/useBackCloses";
import { i18n, setLocale } from "@shared/composables/useLocale";
import { useProblem } from "@shared/composables/useProblem";
import ChipGroup from "@shared/ui/ChipGroup.vue";
import CodeFrame from "@shared/ui/CodeFrame.vue";
import ErrorSummary from "@shared/ui/ErrorSummary.vue";
import OneTimeCodeField from "@shared/ui/OneTimeCodeField.vue";
import StatusChip from "@shared/ui/StatusChip.vue";
import StatusShape from "@shared/ui/StatusShape.vue";
import TemperatureField from "@shared/ui/TemperatureField.vue";

import residentEn from "../../src/resident/locales/en.json";
import residentZh from "../../src/resident/locales/zh.json";
import sharedEn from "@shared/locales/en.json";
import sharedZh from "@shared/locales/zh.json";

const global = { plugins: [i18n] };

beforeAll(() => setLocale("zh"));

function keysOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) => keysOf(child, `${path}.${key}`));
}

describe("status", () => {
  test('spec("D1") a frame says its colour by word and by a shape of its own', () => {
    const frames = (["green", "yellow", "red", "grey"] as const).map((colour) => mount(CodeFrame, { global, props: { colour, word: `字${colour}` } }));

    const shapes = frames.map((frame) => frame.getComponent(StatusShape).find("svg").html().replace(/class="[^"]*"/g, ""));
    expect(frames.map((frame) => frame.get("h1").text())).toEqual(["字green", "字yellow", "字red", "字grey"]);
    expect(new Set(shapes).size).toBe(4);
  });

  test('spec("D1") a chip carries the word, and another word where it is given', () => {
    expect(mount(StatusChip, { global, props: { colour: "yellow" } }).text()).toBe("黄码");
    expect(mount(StatusChip, { global, props: { colour: "grey", label: "未申领" } }).text()).toBe("未申领");
  });
});

describe("forms", () => {
  test('spec("F1") "none of these" is an answer, and a symptom takes it back', async () => {
    const chips = mount(ChipGroup, {
      global,
      props: { name: "s", legend: "症状", options: [{ value: "fever", label: "发热" }], none: "都没有", modelValue: [], answered: false },
    });

    await chips.get('input[value="none"]').trigger("change");
    expect(chips.emitted("update:answered")?.at(-1)).toEqual([true]);
    await chips.get('input[value="fever"]').trigger("change");
    expect(chips.emitted("update:modelValue")?.at(-1)).toEqual([["fever"]]);
  });

  test('spec("B1", "F1") a symptom is an answer at once, and taking it back leaves none', async () => {
    const props = { name: "s", legend: "症状", options: [{ value: "fever", label: "发热" }], none: "都没有", modelValue: [] as string[], answered: false };
    const chips = mount(ChipGroup, { global, props });

    await chips.get('input[value="fever"]').trigger("change");
    expect(chips.emitted("update:answered")?.at(-1)).toEqual([true]);
    await chips.setProps({ modelValue: ["fever"], answered: true });
    await chips.get('input[value="fever"]').trigger("change");
    expect(chips.emitted("update:modelValue")?.at(-1)).toEqual([[]]);
    expect(chips.emitted("update:answered")?.at(-1)).toEqual([false]);
  });

  test('spec("M4") the one-time code can be pasted and filled in by the phone', () => {
    const field = mount(OneTimeCodeField, { global, props: { send: () => Promise.resolve(60), modelValue: "" } });

    expect(field.get("input").attributes()).toMatchObject({ autocomplete: "one-time-code", inputmode: "numeric", id: "one_time_code" });
    expect(field.get("label").attributes("for")).toBe("one_time_code");
  });

  test('spec("M4") an error summary links to its fields and is announced', () => {
    const summary = mount(ErrorSummary, { global, props: { message: "", errors: [{ field: "mobile", message: "请填写手机号码" }] } });

    expect(summary.get('[role="alert"]').text()).toContain("有 1 处需要更正");
    expect(summary.get("a").attributes("href")).toBe("#mobile");
  });

  test('spec("M4") a field that is changed is wrong no more, and the summary goes with the last one', async () => {
    const { fieldErrors, errorOf } = useProblem();
    fieldErrors.value = [
      { field: "name", message: "请填写姓名" },
      { field: "mobile", message: "请填写手机号码" },
    ];
    const form = mount(
      { components: { ErrorSummary }, setup: () => ({ fieldErrors }), template: '<form><ErrorSummary message="" v-model:errors="fieldErrors" /><input id="name"><input type="radio" name="mobile"><input id="other"></form>' },
      { global, attachTo: document.body },
    );

    await form.get("#other").setValue("x");
    expect(form.get('[role="alert"]').text()).toContain("有 2 处需要更正");
    form.get<HTMLInputElement>("#name").element.focus();
    await form.get("#name").setValue("张三");
    expect([errorOf("name"), errorOf("mobile")]).toEqual(["", "请填写手机号码"]);
    expect(form.get('[role="alert"]').text()).toContain("有 1 处需要更正");
    expect(document.activeElement?.id).toBe("name");
    await form.get('input[name="mobile"]').trigger("change");
    expect(form.find('[role="alert"]').exists()).toBe(false);
    form.unmount();
  });

  test('spec("F1") the buttons move a temperature by a tenth and stay within 34 to 43', async () => {
    const field = mount(TemperatureField, { global, props: { label: "体温", modelValue: "43.0" } });
    const [lower, higher] = field.findAll("button");

    await higher?.trigger("click");
    await lower?.trigger("click");

    await field.setProps({ modelValue: "34.0" });
    await lower?.trigger("click");

    expect(field.emitted("update:modelValue")).toEqual([["42.9"], ["34.0"]]);
  });
});

describe("the phone's Back", () => {
  test('spec("R4") closes what lies over the page and leaves the page alone', async () => {
    const open = ref(false);
    const scope = effectScope();
    scope.run(() => useBackCloses(open));
    const entries = window.history.length;
    const back = async (act: () => void): Promise<void> => {
      const popped = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
      act();
      await popped;
      await nextTick();
    };

    open.value = true;
    await nextTick();
    expect(window.history.length).toBe(entries + 1);
    await back(() => window.history.back());
    expect(open.value).toBe(false);

    // Closed by its own button, it takes its entry along: the next Back is the page's.
    open.value = true;
    await nextTick();
    const inside = window.history.state as unknown;
    await back(() => (open.value = false));
    expect(window.history.length).toBe(entries + 1);
    expect(inside).toEqual({ ...(window.history.state as object) });
    scope.stop();
  });
});

describe("languages", () => {
  test('spec("C13") every sentence of the resident app exists in Chinese and in English', () => {
    expect(keysOf(residentEn)).toEqual(keysOf(residentZh));
    expect(keysOf(sharedEn)).toEqual(keysOf(sharedZh));
  });
});

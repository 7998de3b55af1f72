import { onScopeDispose, readonly, ref, type Ref } from "vue";

import { useLocale } from "./useLocale";

/** Reads sentences aloud one by one where the browser can; `available` says whether to offer it. */
export function useSpeech(): { available: boolean; speaking: Readonly<Ref<boolean>>; speak: (sentences: string[]) => void; stop: () => void } {
  const synthesis = typeof window !== "undefined" && "speechSynthesis" in window ? window.speechSynthesis : null;
  const speaking = ref(false);
  const { locale } = useLocale();

  function stop(): void {
    synthesis?.cancel();
    speaking.value = false;
  }

  function speak(sentences: string[]): void {
    if (!synthesis) return;
    stop();
    const spoken = sentences.filter((sentence) => sentence.trim() !== "");
    speaking.value = spoken.length > 0;
    spoken.forEach((sentence, index) => {
      const utterance = new SpeechSynthesisUtterance(sentence);
      utterance.lang = locale.value === "zh" ? "zh-CN" : "en-GB";
      utterance.rate = 0.9;
      if (index === spoken.length - 1) utterance.onend = () => (speaking.value = false);
      synthesis.speak(utterance);
    });
  }

  onScopeDispose(stop);
  return { available: synthesis !== null, speaking: readonly(speaking), speak, stop };
}

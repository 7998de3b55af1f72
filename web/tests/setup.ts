import "fake-indexeddb/auto";

import { beforeEach, vi } from "vitest";

// No test reaches a network: one that forgets to stub fetch fails loudly instead of waiting.
beforeEach(() => {
  vi.stubGlobal(
    "fetch",
    vi.fn(() => Promise.reject(new TypeError("a test called fetch without stubbing it"))),
  );
});

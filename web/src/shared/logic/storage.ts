// Preferences survive a reload where the browser lets them; private modes refuse storage and the defaults stand.

/** The stored text, or null when there is none or storage is refused. */
export function readPreference(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writePreference(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Refused storage loses a preference, nothing else.
  }
}

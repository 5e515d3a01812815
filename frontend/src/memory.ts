// What this browser remembers between visits. A browser that refuses to remember is no reason to stop working.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`deepdrill:${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, text: string): boolean {
  try {
    localStorage.setItem(`deepdrill:${key}`, text);
    return true;
  } catch {
    return false;
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(`deepdrill:${key}`);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

/** The keys that begin so. */
export function remembered(prefix: string): string[] {
  try {
    const whole = `deepdrill:${prefix}`;
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(whole))
      .map((key) => key.slice("deepdrill:".length));
  } catch {
    return [];
  }
}

/** One key and what it does here. */
export interface KeyBinding {
  /** A character as `KeyboardEvent.key` tells it, or `g` and a letter with a space between. */
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
}

/** What was pressed before: only `g` waits for another key. */
export interface Pending {
  readonly key: string;
  readonly at: number;
}

export interface KeyStep {
  readonly binding: KeyBinding | null;
  readonly pending: Pending | null;
}

/** A second key that comes later than this is a key by itself. */
export const SEQUENCE_MS = 1_500;

/** What a key press means: the newest binding of it, or the wait for a second key. */
export function stepKeys(given: {
  readonly bindings: readonly KeyBinding[];
  readonly pending: Pending | null;
  readonly key: string;
  readonly at: number;
}): KeyStep {
  const { bindings, pending, key, at } = given;
  const isSequence = pending !== null && at - pending.at <= SEQUENCE_MS;
  const wanted = isSequence ? `${pending.key} ${key}` : key;
  const binding = bindings.findLast((each) => each.key === wanted) ?? null;
  if (binding !== null) return { binding, pending: null };
  const isStart = !isSequence && bindings.some((each) => each.key.startsWith(`${key} `));
  return { binding: null, pending: isStart ? { key, at } : null };
}

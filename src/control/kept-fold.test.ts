import { describe, expect, it } from 'vitest';
import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import { type FoldKind, PAST_DISTANCE, readFold } from './kept-fold.ts';

const LANDINGS = 5 * PAST_DISTANCE;

interface Heads {
  readonly heads: number[];
  add(change: Change): void;
}

function begin(heads: number[] = []): Heads {
  return { heads, add: ({ head }) => heads.push(Number(head)) };
}

/** Remembers in which order it was told of which landings. */
const HEADS: FoldKind<Heads> = {
  name: 'heads',
  begin,
  slim: (change) => change,
  read: (bytes) => {
    const heads: number[] = JSON.parse(new TextDecoder().decode(bytes));
    return { fold: begin(heads), tip: String(heads.at(-1)) as CommitId };
  },
  write: ({ heads }) => new TextEncoder().encode(JSON.stringify(heads)),
};

/** A repository whose landings are the numbers from 1 to its tip; `kept` outlives a run. */
function repositoryOf(kept: Map<string, Uint8Array>) {
  const landedChanges = async function* ({ tip }: { readonly tip: CommitId | null }): AsyncGenerator<Change> {
    for (let head = Number(tip); head > 0; head -= 1) yield { head: String(head) } as unknown as Change;
  };
  return {
    landedChanges,
    recall: async (name: string) => kept.get(name) ?? null,
    keep: async (name: string, bytes: Uint8Array) => void kept.set(name, bytes),
  } as unknown as HistoryReader;
}

/** Folds up to a landing; says how many landings had to be read for it. */
async function foldTo(landing: number, kept: Map<string, Uint8Array>) {
  let read = 0;
  const { heads } = await readFold({
    kind: HEADS,
    history: repositoryOf(kept),
    description: { tip: String(LANDINGS) } as unknown as RepositoryDescription,
    tip: String(landing) as CommitId,
    watch: (done) => {
      read = done;
    },
  });
  expect(heads).toEqual(Array.from({ length: landing }, (_, index) => index + 1));
  return read;
}

describe('a kept fold', () => {
  it('reads the whole up to the tip once, then nothing', async () => {
    const kept = new Map<string, Uint8Array>();
    expect(await foldTo(LANDINGS, kept)).toBe(LANDINGS);
    expect(await foldTo(LANDINGS, kept)).toBe(0);
  });

  it('reads the whole once for a landed change, then little for it and for those landed about that time', async () => {
    const kept = new Map<string, Uint8Array>();
    const asked = LANDINGS - 40;
    expect(await foldTo(asked, kept)).toBe(asked);
    expect(await foldTo(asked, kept)).toBe(PAST_DISTANCE);
    expect(await foldTo(asked - 200, kept)).toBe(PAST_DISTANCE - 200);
    expect(await foldTo(LANDINGS - 1, kept)).toBe(PAST_DISTANCE + 39);
  });

  it('moves what it keeps of the past to where it is asked', async () => {
    const kept = new Map<string, Uint8Array>();
    await foldTo(2 * PAST_DISTANCE, kept);
    expect(await foldTo(LANDINGS - 1, kept)).toBe(LANDINGS - 1 - PAST_DISTANCE);
    expect(await foldTo(LANDINGS - 1, kept)).toBe(PAST_DISTANCE);
    expect(await foldTo(PAST_DISTANCE + 2, kept)).toBe(PAST_DISTANCE + 2);
    expect(await foldTo(PAST_DISTANCE + 2, kept)).toBe(PAST_DISTANCE);
  });

  it('lets neither the tip nor the past push the other out', async () => {
    const kept = new Map<string, Uint8Array>();
    await foldTo(LANDINGS, kept);
    await foldTo(LANDINGS - 1, kept);
    expect(await foldTo(LANDINGS, kept)).toBe(0);
    expect(await foldTo(LANDINGS - 1, kept)).toBe(PAST_DISTANCE);
  });
});

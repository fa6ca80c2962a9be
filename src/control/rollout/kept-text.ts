import { MAX_RECORD, type NodeStore } from '../../event-log/index.ts';
import { digestOf, type Instant } from '../../kernel/index.ts';

/** Text of any length in records, all parts of one writing or none. */
export interface KeptText {
  /** Of its head; each writing gives a new one. */
  readonly version: number;
  readonly text: string;
}

interface Head {
  /** Further parts, each a record of its own. */
  readonly parts: number;
  /** Of the whole text: parts of two writings are not joined. */
  readonly digest: string;
  readonly text: string;
}

type Records = Pick<NodeStore['records'], 'get' | 'change'>;

/** Units of text of a record: JSON writes some of them with two signs. */
const PART = Math.floor(MAX_RECORD / 2) - 200;
/** What is greater is no memory of a rollout. */
const MAX_PARTS = 90;

/** What is kept under a name; `null` = nothing, or it was being written while it was read. */
export async function readText(
  records: Records,
  { kind, key, now }: { readonly kind: string; readonly key: string; readonly now: Instant },
): Promise<KeptText | null> {
  const record = await records.get({ kind, key, now });
  if (record === null) return null;
  const head = JSON.parse(record.json) as Head;
  const texts = [head.text];
  for (let part = 1; part <= head.parts; part += 1) {
    const found = await records.get({ kind, key: partKey(key, part), now });
    if (found !== null) texts.push(JSON.parse(found.json) as string);
  }
  const text = texts.join('');
  return digestOf(text) === head.digest ? { version: record.version, text } : null;
}

/** Writes a text; gives its version, `null` where somebody else wrote in between, or where it is too long to be kept. */
export async function writeText(
  records: Records,
  given: {
    readonly kind: string;
    readonly key: string;
    /** Version that was read; `null` = there is none. */
    readonly expected: number | null | 'any';
    readonly text: string;
    readonly expiresAt: Instant;
    readonly now: Instant;
  },
): Promise<number | null> {
  const { kind, key, expected, text, expiresAt, now } = given;
  const texts = Array.from({ length: Math.max(1, Math.ceil(text.length / PART)) }, (_, part) =>
    text.slice(part * PART, (part + 1) * PART),
  );
  const [first = '', ...rest] = texts;
  if (rest.length > MAX_PARTS) return null;
  const head: Head = { parts: rest.length, digest: digestOf(text), text: first };
  const written = await records.change({
    now,
    changes: [
      { kind, key, expected, json: JSON.stringify(head), index: null, expiresAt },
      ...rest.map((each, at) => ({
        kind,
        key: partKey(key, at + 1),
        expected: 'any' as const,
        json: JSON.stringify(each),
        index: null,
        expiresAt,
      })),
    ],
  });
  return written.ok ? (written.value[0] ?? 0) : null;
}

/** Takes a text away with all its parts. */
export async function removeText(
  records: Records,
  { kind, key, now }: { readonly kind: string; readonly key: string; readonly now: Instant },
): Promise<void> {
  const record = await records.get({ kind, key, now });
  if (record === null) return;
  const { parts } = JSON.parse(record.json) as Head;
  const keys = [key, ...Array.from({ length: parts }, (_, at) => partKey(key, at + 1))];
  await records.change({
    now,
    changes: keys.map((each) => ({ kind, key: each, expected: 'any' as const, json: null })),
  });
}

const partKey = (key: string, part: number) => `${key}/${part}`;

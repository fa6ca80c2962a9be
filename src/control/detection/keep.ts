import type { NodeStore } from '../../event-log/index.ts';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';

/** Records of what is known of one series: a head that is written often, and a body in parts that is written now and then. */
const HEAD = 'detection-head';
const BODY = 'detection-body';
/** Units of a part: a record holds 65,536. */
const PART = 60_000;
/** What nobody watches any more is forgotten after this. */
const KEPT_MS = 35 * DAY_MS;

type Records = NodeStore['records'];

/** What is kept under a key, and the version of its head; every write of either gives a new one. */
export interface KeptState<Head> {
  readonly version: number | null;
  readonly head: Head | null;
  /** Of the body. */
  readonly parts: number;
}

/** The head alone. */
export async function readHead<Head>(records: Records, key: string, now: Instant): Promise<KeptState<Head>> {
  const record = await records.get({ kind: HEAD, key, now });
  if (record === null) return { version: null, head: null, parts: 0 };
  return { version: record.version, ...(JSON.parse(record.json) as { readonly head: Head; readonly parts: number }) };
}

/** The body that belongs to the head; `null` = none, or a part of it is gone. */
export async function readBody(records: Records, key: string, now: Instant): Promise<string | null> {
  const record = await records.get({ kind: HEAD, key, now });
  const { parts } = record === null ? { parts: 0 } : (JSON.parse(record.json) as { readonly parts: number });
  const texts: string[] = [];
  for (let part = 0; part < parts; part += 1) {
    const found = await records.get({ kind: BODY, key: `${key}/${part}`, now });
    if (found === null) return null;
    texts.push(found.json);
  }
  return parts === 0 ? null : texts.join('');
}

/** Writes the head, and the body where one is given, at once; `null` = somebody else wrote in between. `parts`: of the body that stays. */
export async function writeState(
  records: Records,
  given: {
    readonly key: string;
    readonly version: number | null;
    readonly head: unknown;
    readonly body: string | null;
    readonly parts: number;
    readonly now: Instant;
  },
): Promise<{ readonly version: number; readonly parts: number } | null> {
  const { key, version, head, body, now } = given;
  const expiresAt = instant(now + KEPT_MS);
  const texts =
    body === null
      ? []
      : Array.from({ length: Math.ceil(body.length / PART) }, (_, part) => body.slice(part * PART, (part + 1) * PART));
  const parts = body === null ? given.parts : texts.length;
  const written = await records.change({
    now,
    changes: [
      { kind: HEAD, key, expected: version, json: JSON.stringify({ parts, head }), index: null, expiresAt },
      ...texts.map((json, part) => ({
        kind: BODY,
        key: `${key}/${part}`,
        expected: 'any' as const,
        json,
        index: null,
        expiresAt,
      })),
    ],
  });
  return written.ok ? { version: written.value[0] ?? 0, parts } : null;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPlan } from '../../../src/adapter/plan-file/index.ts';
import type { FilePair } from '../../../src/domain/operation/index.ts';

interface Case {
  readonly name: string;
  readonly plan?: unknown;
  /** The file as it is, where it is no plan as it should be. */
  readonly text?: string;
  readonly expect: readonly string[];
  readonly unread?: readonly string[];
  readonly says?: readonly string[];
  /** Values of the plan that must not show. */
  readonly hides?: readonly string[];
}

const here = dirname(fileURLToPath(import.meta.url));
const files = ['.', 'held-out']
  .filter((folder) => existsSync(join(here, folder)))
  .flatMap((folder) => readdirSync(join(here, folder)).map((name) => join(folder, name)))
  .filter((name) => name.endsWith('.yaml'));

describe.each(files)('plans of %s', (file) => {
  const cases: readonly Case[] = parse(readFileSync(join(here, file), 'utf8'));

  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const bytes = Buffer.from(each.text ?? JSON.stringify(each.plan));
    const reading = await readPlan(pieces(bytes), 'plan.json' as FilePair['path']);
    const found = reading.operations.map(
      ({ rule, place, effects }) => `${rule} | ${place.object} | ${effects.join(' ')}`,
    );
    expect(found.sort()).toEqual([...each.expect].sort());
    expect(reading.unread.map(({ code }) => code).sort()).toEqual([...(each.unread ?? [])].sort());
    const whole = JSON.stringify(reading);
    for (const text of each.says ?? []) expect(whole).toContain(text);
    for (const text of each.hides ?? []) {
      // The plan holds it, the answer does not.
      expect(bytes.toString()).toContain(text);
      expect(whole).not.toContain(text);
    }
  });
});

/** Small pieces, so that texts and marks are cut in two. */
async function* pieces(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

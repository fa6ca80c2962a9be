import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentParser } from '../../src/adapter/document/index.ts';
import { type FilePair, type Operation, readOperations } from '../../src/domain/operation/index.ts';

const here = dirname(fileURLToPath(import.meta.url));

interface Expected {
  readonly rule: string;
  readonly object: string;
  readonly effects: readonly string[];
  readonly line?: number;
  /** What the sentence must hold, and what it must not. */
  readonly says?: string;
  readonly hides?: string;
}

interface Case {
  readonly name: string;
  readonly files: readonly FilePair[];
  readonly expect: readonly Expected[];
  readonly unread?: readonly string[];
  /** Held-out cases: the rules as they were when the case was written did not answer as expected. */
  readonly missedAtFirst?: boolean;
}

const readers = { documents: documentParser, migration: { parser: null, dialect: null } };

describe.each(
  ['.', 'held-out'].flatMap((folder) =>
    readdirSync(join(here, folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  ),
)('cases of %s', (file) => {
  const cases: readonly Case[] = parse(readFileSync(join(here, file), 'utf8'));

  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const reading = readOperations(each.files, readers);
    expect(reading.operations.map(identity).sort()).toEqual(each.expect.map(identity).sort());
    expect(reading.unread.map(({ code }) => code)).toEqual(each.unread ?? []);
    for (const expected of each.expect)
      expect([expected, matches(expected, reading.operations)]).toEqual([expected, true]);
  });
});

function identity(each: Expected | Operation): string {
  const object = 'place' in each ? each.place.object : each.object;
  return `${each.rule} | ${object} | ${each.effects.join(' ')}`;
}

function matches(expected: Expected, operations: readonly Operation[]): boolean {
  return operations.some(
    (operation) =>
      identity(operation) === identity(expected) &&
      (expected.line === undefined || operation.place.line === expected.line) &&
      (expected.says === undefined || operation.what.includes(expected.says)) &&
      (expected.hides === undefined || !JSON.stringify(operation).includes(expected.hides)),
  );
}

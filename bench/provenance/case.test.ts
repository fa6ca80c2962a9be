import { describe, expect, it } from 'vitest';
import { TOOL_TABLE } from '../../src/domain/provenance/index.ts';
import { answer, mistakesIn, type ProvenanceCase } from './case.ts';
import negative from './fixture/negative.json' with { type: 'json' };
import recognition from './fixture/recognition.json' with { type: 'json' };

const positives = recognition as readonly ProvenanceCase[];
const negatives = negative as readonly ProvenanceCase[];

describe('provenance cases', () => {
  it.each(positives.map((given) => [`${given.row}: ${given.title}`, given] as const))('recognises %s', (_, given) => {
    expect(mistakesIn(given, answer(given))).toEqual([]);
  });

  it.each(negatives.map((given) => [given.title, given] as const))('does not call AI: %s', (_, given) => {
    expect(mistakesIn(given, answer(given))).toEqual([]);
  });

  it('has a case for every row of the table of tools', () => {
    const rows = new Set(positives.map((given) => given.row));
    expect(TOOL_TABLE.map((row) => row.name).filter((name) => !rows.has(name))).toEqual([]);
  });

  it('would notice a wrong answer', () => {
    const [given] = positives;
    if (given === undefined) throw new Error('no cases');
    expect(
      mistakesIn(
        { ...given, message: 'x', expect: { assistance: 'ai', tool: 'Cursor' } },
        answer({ title: '', message: 'x', expect: { assistance: 'unknown' } }),
      ),
    ).toHaveLength(2);
  });
});

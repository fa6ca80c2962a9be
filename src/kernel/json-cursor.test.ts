import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonCursor, JsonProblem } from './json-cursor.ts';

const TEXT = fc.string({ unit: 'grapheme' });

function cursor(text: string, depthLimit = 16): JsonCursor {
  return new JsonCursor(new TextEncoder().encode(text), { depthLimit });
}

/** The members of an object, their values as text. */
function texts(json: JsonCursor): readonly (readonly [string, string | null])[] {
  const found: [string, string | null][] = [];
  json.members((key) => {
    found.push([key, json.text(1_000)]);
  });
  return found;
}

function problemOf(act: () => void): JsonProblem {
  try {
    act();
  } catch (error) {
    if (error instanceof JsonProblem) return error;
    throw error;
  }
  throw new Error('no problem');
}

describe('JsonCursor', () => {
  it('reads the texts of an object as JSON.parse does, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(TEXT, TEXT)), (pairs) => {
        const text = `{${pairs.map(([key, value]) => `${JSON.stringify(key)} : ${JSON.stringify(value)}`).join(',')}}`;
        expect(texts(cursor(text))).toEqual(pairs);
      }),
      { numRuns: 30 },
    );
  });

  it('passes over any value, so that what follows is read at its place', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const after: (number | null)[] = [];
        const json = cursor(`{"skipped": ${JSON.stringify(value)}, "after": 7}`);
        json.members((key) => {
          if (key === 'after') after.push(json.number());
        });
        json.end();
        expect(after).toEqual([7]);
      }),
    );
  });

  it('gives null for a value of another kind and stays in step', () => {
    const seen: unknown[] = [];
    const json = cursor('[{"a":1}, "text", 12.5, true, null, [1], "end"]');
    json.items((index) => {
      seen.push(index === 2 ? json.number() : index === 3 ? json.boolean() : json.text(100));
    });
    json.end();
    expect(seen).toEqual([null, 'text', 12.5, true, null, null, 'end']);
  });

  it('cuts long text between characters', () => {
    const json = cursor(JSON.stringify(`${'é'.repeat(20)}\\\u0001`));
    expect(json.text(5)).toMatch(/^éé/);
    for (let limit = 1; limit < 14; limit += 1) {
      expect(() => cursor('"\\u00e9\\\\\\n\\"x"').text(limit)).not.toThrow();
    }
  });

  it.each([
    ['{"a": [1, 2', 'truncated', 1, 12],
    ['{"a": "x', 'truncated', 1, 9],
    ['{"a": tru', 'truncated', 1, 7],
    ['{"a" 1}', 'malformed', 1, 6],
    ['{\n"a": [1}}', 'malformed', 2, 8],
    ['{"a": 1,}', 'malformed', 1, 9],
    ['{"a": bla}', 'malformed', 1, 7],
    ['{"a": "\\x"}', null, 0, 0],
  ])('says what is wrong with %j and where', (text, kind, line, column) => {
    const read = () => {
      const json = cursor(text);
      json.members(() => json.skip());
      json.end();
    };
    // Escapes of skipped text are not looked at.
    if (kind === null) return expect(read).not.toThrow();
    expect(problemOf(read)).toMatchObject({ kind, line, column });
  });

  it('refuses what is nested too deeply in linear time and without the stack', () => {
    const started = performance.now();
    const deep = '['.repeat(5_000_000);
    expect(problemOf(() => cursor(`{"a": ${deep}`, 64).members(() => {}))).toMatchObject({ kind: 'too-deep' });
    expect(texts(cursor(`{"a": "${'\\"'.repeat(2_000_000)}"}`))).toHaveLength(1);
    expect(problemOf(() => cursor(`"${'\\'.repeat(5_000_000)}`).skip())).toMatchObject({ kind: 'truncated' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

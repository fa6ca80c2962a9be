import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Dialect, FilePair } from '../../src/domain/operation/index.ts';

/** One operation that must be found. */
export interface ExpectedOperation {
  /** `null` for plans. */
  readonly line: number | null;
  readonly rule: string;
  readonly object: string;
  readonly effects: readonly string[];
}

/** One migration or plan with every operation that must be found. */
export interface OperationCase {
  readonly name: string;
  readonly kind: 'migration' | 'plan';
  readonly part: 'first' | 'held-out';
  /** The file it stands in, without its ending: `postgresql`. */
  readonly group: string;
  readonly path: FilePair['path'];
  readonly dialect: Dialect | null;
  readonly text: string;
  readonly expected: readonly ExpectedOperation[];
}

interface Written {
  readonly name: string;
  readonly path?: FilePair['path'];
  readonly dialect?: Dialect;
  readonly text?: string;
  readonly plan?: unknown;
  readonly expect: readonly string[];
}

/** Every case below `folder/sql` and `folder/plan`, those of their folders `held-out` apart. */
export function readCases(folder: string): readonly OperationCase[] {
  return (['migration', 'plan'] as const).flatMap((kind) =>
    (['first', 'held-out'] as const).flatMap((part) => {
      const at = join(folder, kind === 'migration' ? 'sql' : 'plan', part === 'first' ? '.' : 'held-out');
      const names = existsSync(at) ? readdirSync(at).filter((name) => name.endsWith('.yaml')) : [];
      return names.flatMap((name) =>
        (parse(readFileSync(join(at, name), 'utf8')) as readonly Written[]).map(
          (each): OperationCase => ({
            name: each.name,
            kind,
            part,
            group: name.replace(/\.yaml$/, ''),
            path: each.path ?? ('plan.json' as FilePair['path']),
            dialect: each.dialect ?? null,
            text: each.text ?? JSON.stringify(each.plan),
            expected: each.expect.map(operationOf),
          }),
        ),
      );
    }),
  );
}

function operationOf(line: string): ExpectedOperation {
  const parts = line.split(' | ');
  const [effects = '', object = '', rule = '', at] = parts.reverse();
  return { line: at === undefined ? null : Number(at), rule, object, effects: effects.split(' ') };
}

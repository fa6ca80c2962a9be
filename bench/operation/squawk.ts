import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSquawkReport } from '../../src/adapter/sql/index.ts';
import type { SquawkFinding } from '../../src/domain/operation/index.ts';

/** The version the figures of docs/operations.md were made with. */
export const SQUAWK = 'squawk-cli@2.66.0';

/** What squawk says of each text, in order; `null` where it cannot be run. `program` is a path, or `null` for npx. */
export function runSquawk(
  texts: readonly string[],
  program: string | null,
): readonly (readonly SquawkFinding[])[] | null {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-squawk-'));
  try {
    const names = texts.map((_, index) => `case-${index}.sql`);
    for (const [index, name] of names.entries()) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), texts[index] ?? '');
    }
    const [command, ...first] = program === null ? ['npx', '--yes', '-p', SQUAWK, 'squawk'] : [program];
    const run = spawnSync(command ?? '', [...first, '--assume-in-transaction', '--reporter', 'json', ...names], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    // It exits with 1 when it finds something.
    if (run.error !== undefined || !run.stdout.trimStart().startsWith('[')) return null;
    const { findings } = readSquawkReport(run.stdout);
    return names.map((name) => findings.filter((finding) => finding.path === name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

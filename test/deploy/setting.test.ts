import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, ROOT } from '../support/paper.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const source = filesBelow('src')
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map(read)
  .join('\n');
/** Named to the tools of deployment alone, or to whoever builds the image. */
const OTHERS = ['FIREBREAK_IMAGE'];

describe('settings', () => {
  it.each(['docs/operate.md', ...filesBelow('deploy')])('that %s names are settings that the server reads', (path) => {
    const names = [...new Set(read(path).match(/FIREBREAK_[A-Z_]*[A-Z]/g) ?? [])].map((name) =>
      name.replace(/_FILE$/, ''),
    );
    expect(names.filter((name) => !OTHERS.includes(name) && !source.includes(name))).toEqual([]);
  });
});

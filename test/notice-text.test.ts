import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { noticeComment, noticesOf } from '../script/notice.mjs';
import { webFiles } from '../src/entrypoint/http/web/index.ts';
import { ROOT } from './support/paper.ts';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-notice-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A package in a folder of the test; gives a file of it. */
function packageOf(name: string, files: Readonly<Record<string, string>>): string {
  const home = join(folder, 'node_modules', name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '1.2.3', license: 'MIT' }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), text);
  return join(home, 'dist/index.js');
}

describe('the licences of bundled packages', () => {
  it('stand at the top of the one script among those that browsers are sent first that holds the package', () => {
    const first = [...webFiles()].filter(([path, { isFirst }]) => path.endsWith('.js') && isFirst);
    const comments = first.map(([, { body }]) => /^\/\*![\s\S]*?\*\//.exec(Buffer.from(body).toString())?.[0] ?? '');
    const [comment = '', ...more] = comments.filter((each) => each !== '');
    expect(more).toEqual([]);
    const own = readFileSync(join(ROOT, 'node_modules/preact/LICENSE'), 'utf8');
    const words = (text: string) => text.replace(/\s+/g, ' ').trim();
    expect(words(comment)).toContain(words(own));
    expect(comment).toMatch(/^preact \d+\.\d+\.\d+ \(MIT\)$/m);
  });

  it('stand beside the program that is shipped, one for each package in it', () => {
    const out = join(folder, 'firebreak.js');
    execFileSync(process.execPath, ['script/build.mjs', 'src/main.ts', out], { cwd: ROOT });
    const text = readFileSync(`${out}.LICENSES.txt`, 'utf8');
    const named = [...text.matchAll(/^(\S+) \d[\w.-]* \(\S+\)$/gm)].map(([, name = '']) => name);
    // What source maps say that the program is made of, beside what goes to browsers.
    const { sources }: { sources: readonly string[] } = JSON.parse(
      readFileSync(`${out.replace(/js$/, 'cjs')}.map`, 'utf8'),
    );
    const bundled = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
    expect(named).toEqual([...new Set([...bundled, 'preact'])].sort());
    expect(named.length).toBeGreaterThan(20);
    expect(text.split('-'.repeat(72)).filter((one) => !/copyright|permission|redistribut/i.test(one))).toEqual([]);
  });

  it('are read from a NOTICE and, where there is nothing else, from the README', () => {
    const files = [
      packageOf('with-notice', { LICENSE: 'Granted.', NOTICE: 'Holds work of others.' }),
      packageOf('@scope/in-readme', {
        'README.md': '# It\n\n## License\n\nPermission is hereby granted.\n\n## More\n',
      }),
      'src/ours.ts',
    ];
    expect(noticesOf(files).map(({ name, text }) => [name, text])).toEqual([
      ['@scope/in-readme', 'Permission is hereby granted.'],
      ['with-notice', 'Granted.\n\nHolds work of others.'],
    ]);
  });

  it('stop the build where a package has none', () => {
    const file = packageOf('without', { 'README.md': '# It\n\n## License\n\nMIT\n' });
    expect(() => noticesOf([file])).toThrow(/without 1\.2\.3/);
  });

  it('cannot end the comment or the script that they stand in', () => {
    const [notice] = noticesOf([packageOf('sly', { LICENSE: '© Zoë */ alert(1) </script>' })]);
    expect(noticeComment(notice === undefined ? [] : [notice])).toContain('(c) Zoe * / alert(1) < /script>');
    expect(noticeComment([])).toBe('');
  });
});

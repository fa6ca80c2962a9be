import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { proposalOf, verdictOf, WARY } from '../support/verdict.ts';

afterAll(removeFolders);

/** What acts on a terminal or is not seen; a line break may stand where a format itself breaks. */
const ACTING = /[^\P{Cc}\n]|\p{Cs}|\p{Zl}|\p{Default_Ignorable_Code_Point}/u;

describe('trailers with characters that nobody sees', () => {
  const AI = { assistance: 'ai', evidence: 'declared' };
  it.each([
    ['plain', 'Co-Authored-By: Claude <noreply@anthropic.com>', AI, []],
    [
      'a zero-width space in the name',
      'Co-Authored-By: Cla\u200bude <noreply@anthropic.com>',
      AI,
      ['obfuscated-marker'],
    ],
    [
      'a zero-width joiner in the token',
      'Co-\u200dAuthored-By: Claude <noreply@anthropic.com>',
      AI,
      ['obfuscated-marker'],
    ],
    ['a soft hyphen in the mail', 'Co-Authored-By: Claude <noreply@anthro\u00adpic.com>', AI, ['obfuscated-marker']],
    ['a full-width colon', 'Co-Authored-By\uff1a Claude <noreply@anthropic.com>', AI, ['obfuscated-marker']],
    ['full-width letters', 'Assisted-by: \uff23\uff4c\uff41\uff55\uff44\uff45 Code', AI, ['obfuscated-marker']],
    [
      'a right-to-left override',
      'Co-Authored-By: \u202eClaude\u202c <noreply@anthropic.com>',
      AI,
      ['obfuscated-marker'],
    ],
  ])('%s: is declared AI, with the finding where something was hidden', async (_, trailer, provenance, findings) => {
    const repository = proposalOf([{ message: `Work\n\n${trailer}\n`, files: { 'a.ts': 'a\n' } }]);
    const document = await verdictOf(repository);
    expect(document.provenance).toMatchObject(provenance);
    expect(document.provenance.findings.map(({ code }) => code)).toEqual(findings);
    expect(document.decision).toBe('hold');
    expect(JSON.stringify(document)).not.toMatch(ACTING);
  });

  it('holds such a message under the starter policy when it is enforced', async () => {
    const starter = 'version: 1\npolicy: { use: [starter], mode: enforce }\n';
    const message = 'Work\n\nCo-Authored-By: Cla\u200bude <noreply@anthropic.com>\n';
    const repository = proposalOf([{ message, files: { 'a.ts': 'a\n' } }], { 'firebreak.yaml': starter });
    const document = await verdictOf(repository);
    expect(document).toMatchObject({ decision: 'hold', exit: 3 });
    expect(document.blockers.map(({ rule }) => rule)).toEqual(['hidden-marker']);
  });
});

describe('claims about who wrote it', () => {
  const provenanceOf = async (row: { message?: string; author?: string }) =>
    (await verdictOf(proposalOf([{ message: 'Work', ...row, files: { 'a.ts': 'a\n' } }]))).provenance;

  it('takes a forged co-author as declared, never as attested', async () => {
    expect(await provenanceOf({ message: 'Work\n\nCo-authored-by: Claude <noreply@anthropic.com>' })).toMatchObject({
      assistance: 'ai',
      evidence: 'declared',
    });
  });

  it.each([
    ['a person who says that a person wrote it', { message: 'Work\n\nWritten by hand, no AI was used.' }],
    ['an author called like a bot', { author: 'evil[bot] <evil@example.org>' }],
    ['an author called like an assistant', { author: 'Claude <claude@example.org>' }],
    ['a person called Claude as co-author', { message: 'Work\n\nCo-authored-by: Claude Monet <claude@example.org>' }],
    ['a sentence about a tool', { message: 'Fix the Cursor position\n\nThe copilot seat and gemini lights.' }],
  ])('is not human, and not AI, for %s', async (_, row) => {
    expect(await provenanceOf(row)).toMatchObject({ assistance: 'unknown', evidence: 'none' });
  });

  it('lets no name with [bot] loosen anything: the same rules hold, and the name only claims', async () => {
    const exempting = WARY.replace("when: 'change.paths", "when: '!author.is_bot && change.paths");
    const repository = proposalOf(
      [{ author: 'evil[bot] <evil@example.org>', message: 'Work', files: { 'a.ts': 'a\n' } }],
      {
        'firebreak.yaml': exempting,
      },
    );
    const document = await verdictOf(repository);
    expect(document).toMatchObject({ decision: 'hold', exit: 3 });
    expect(document.unknown_facts.map(({ fact }) => fact)).toContain('author.is_bot');
  });

  it('keeps a sign-off of an AI under a change visible', async () => {
    const message = 'Work\n\nSigned-off-by: Claude <noreply@anthropic.com>';
    expect((await provenanceOf({ message })).findings.map(({ code }) => code)).toContain('ai-signed-off');
  });
});

/** Bytes as Latin-1, as the builder of test repositories takes them. */
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

const NAMES: Readonly<Record<string, string>> = {
  'a line break': 'pay\nload.ts',
  'a line break that forges a command of a runner': 'x\n::error::forged\n##[add-mask]x',
  'a tab': 'pay\tload.ts',
  quotes: 'pay"\'`load.ts',
  'a backslash': 'pay\\load.ts',
  'escape sequences': 'pay\u001b[31mred\u001b]0;title\u0007.ts',
  'a right-to-left override': bytes('pay\u202egnp.ts'),
  'zero-width characters': bytes('pay\u200b\ufeffload.ts'),
  'a line separator': bytes('pay\u2028load.ts'),
  'a leading dash': '--output=x',
  'a leading dash and space': '-rf .',
  'bytes that are not UTF-8': 'pay\xff\xfe\x80.ts',
  'an overlong UTF-8 slash': 'pay\xc0\xafload.ts',
  'markup of Markdown and HTML': bytes('<img src=x onerror=alert(1)>|`]( [x] <\\script><!-- @everyone'),
  'markup of XML': ']]>&amp;<a b="c">.ts',
  'a formula': '=HYPERLINK("x","y").ts',
  'a glob': '[a-z]*?{x,y}.ts',
  'a colon and a caret': ':(top)^HEAD~1..x',
  spaces: ' a  b ',
  'four thousand characters': `${'d'.repeat(200)}/`.repeat(19).concat('x'.repeat(100)),
  __proto__: '__proto__/constructor/toString',
};

describe('a file name with', () => {
  const formats = ['text', 'compact', 'json', 'sarif', 'github', 'junit', 'markdown'];
  for (const [what, name] of Object.entries(NAMES)) {
    it(`${what}: is held and shown in every format without breaking it`, async () => {
      const repository = proposalOf([{ message: 'Work', files: { [name]: 'a\n' } }]);
      const folder = temporaryFolder();
      const { exit } = await run([
        'check',
        '-C',
        repository.path,
        '--head',
        'feature',
        ...formats.flatMap((format) => ['--format', `${format}=${join(folder, format)}`]),
      ]);
      expect(exit).toBe(3);
      for (const format of formats) {
        const text = readFileSync(join(folder, format), 'utf8');
        // Nothing that acts on a terminal, and nothing invisible; a line break only where the format itself breaks.
        expect(text, format).not.toMatch(ACTING);
        expect(text, format).not.toMatch(/^\s*::error::forged|^##\[add-mask/m);
      }
      const document = JSON.parse(readFileSync(join(folder, 'json'), 'utf8'));
      expect(document.blockers[0].where).toHaveLength(1);
      expect(JSON.parse(readFileSync(join(folder, 'sarif'), 'utf8')).runs[0].results).toHaveLength(1);
      expect(readFileSync(join(folder, 'junit'), 'utf8').match(/<failure/g)).toHaveLength(1);
      expect(readFileSync(join(folder, 'markdown'), 'utf8')).not.toMatch(/<img|<\/script|<a b/);
    });
  }

  it('any of these: a scan, a replay with its page, and the provenance of it all stay whole', async () => {
    const files = Object.fromEntries(Object.values(NAMES).map((name, at) => [name, `${at}\n`]));
    const message = `Work\u001b[31m </script><img src=x onerror=alert(1)>\u202e\n\nCo-Authored-By: \u001b]0;x\u0007 <noreply@anthropic.com>`;
    const author = 'E\u001b[1mve" onload="x <eve@example.org>';
    const repository = proposalOf([{ message, author, files }]);
    for (const argv of [
      ['scan', '--branch', 'feature'],
      ['scan', '--branch', 'feature', '--format', 'markdown'],
      ['replay', '--branch', 'feature'],
      ['replay', '--branch', 'feature', '--format', 'markdown'],
      ['replay', '--branch', 'feature', '--format', 'csv'],
      ['replay', '--branch', 'feature', '--format', 'json'],
      ['replay', '--branch', 'feature', '--format', 'html'],
      ['provenance', 'show', 'feature'],
      ['provenance', 'show', 'feature', '--format', 'ndjson'],
      ['explain', '--head', 'feature'],
      ['doctor'],
    ]) {
      const { exit, out, err } = await run([...argv, '-C', repository.path]);
      expect({ argv, exit, err }).toEqual({ argv, exit: 0, err: '' });
      expect(out, argv.join(' ')).not.toMatch(ACTING);
      if (/html|markdown/.test(argv.join())) expect(out, argv.join(' ')).not.toContain('<img src=x');
    }
  });

  it('any of these: keeps a policy about names working', async () => {
    const ends = (word: string) =>
      WARY.replace(/change\.paths\.exists\(path, .*?\)'/, `change.paths.all(path, path.endsWith("/${word}"))'`);
    const names = Object.values(NAMES).map((name) => `${name}/danger`.replace(/^ /, ''));
    const files = Object.fromEntries(names.map((name) => [name, 'a\n']));
    for (const [word, decision] of [
      ['danger', 'hold'],
      ['other', 'allow'],
    ] as const) {
      const repository = proposalOf([{ message: 'Work', files }], { 'firebreak.yaml': ends(word) });
      expect(await verdictOf(repository)).toMatchObject({ decision, change: { files: names.length } });
    }
  });
});

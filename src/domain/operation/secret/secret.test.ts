import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import { readSecrets } from './read.ts';

/** Made of parts, so that no scanner takes this file for a leak. */
const glue = (...parts: readonly string[]): string => parts.join('');
const RANDOM = 'q7Zx9LkT2vBn4RwYc8MdHs3JpG5fUaEo6iXWtPzS';

const read = (after: string, options: { readonly path?: string; readonly before?: string | null } = {}) =>
  readSecrets({ path: (options.path ?? 'src/client.ts') as FilePath, before: options.before ?? null, after });
const rules = (after: string, options?: Parameters<typeof read>[1]) =>
  read(after, options).operations.map(({ rule }) => rule);

describe('secrets', () => {
  it.each([
    ['secret/aws-access-key', glue('AKIA', 'Q3EGTXZ7WVKPL2YH')],
    ['secret/aws-secret-key', glue('aws_secret_access_key = "', RANDOM, '"')],
    ['secret/github-token', glue('ghp', '_', RANDOM.slice(0, 36))],
    ['secret/github-token', glue('github_pat', '_', RANDOM.slice(0, 22), '_', RANDOM, RANDOM.slice(0, 19))],
    ['secret/gitlab-token', glue('glpat', '-', RANDOM.slice(0, 20))],
    ['secret/slack-token', glue('xoxb', '-841950273615-619283745', '-', RANDOM.slice(0, 24))],
    ['secret/stripe-key', glue('sk', '_live_', RANDOM.slice(0, 24))],
    ['secret/google-key', glue('AI', 'za', RANDOM.slice(0, 35))],
    ['secret/npm-token', glue('npm', '_', RANDOM.slice(0, 36))],
    ['secret/pypi-token', glue('pypi', '-AgEIcHlwaS5vcmc', RANDOM, RANDOM)],
    ['secret/json-web-token', glue('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiI5ODM3NDUifQ.', RANDOM)],
    ['secret/connection-password', glue('postgres://shop:', 'vK8-wq2Zr_71', '@db.acme.io:5432/shop')],
    ['secret/private-key', glue('-----BEGIN RSA PRIVATE', ' KEY-----\n', RANDOM, RANDOM, '\n')],
  ])('finds %s', (rule, text) => {
    expect(rules(text)).toEqual([rule]);
  });

  it.each([
    ['the documented example of AWS', glue('AKIA', 'IOSFODNN7EXAMPLE')],
    ['a placeholder', glue('ghp', '_', 'x'.repeat(36))],
    ['a token of a test mode', glue('sk', '_test_', RANDOM.slice(0, 24))],
    ['a header that a program looks for', glue("if (text.startsWith('-----BEGIN PRIVATE", " KEY-----')) parse(text);")],
    ['a database of one machine', glue('postgres://postgres:', 'postgres1234', '@localhost:5432/app')],
    ['a database of a compose file', glue('postgres://shop:', 'vK8-wq2Zr_71', '@db:5432/shop')],
    ['a password from the environment', `postgres://shop:${'$'}{DB_PASSWORD}@db.acme.io/shop`],
    ['a public key', `-----BEGIN PUBLIC KEY-----\n${RANDOM}\n`],
    [
      'the token of the home page of the standard',
      glue('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'),
    ],
  ])('passes %s', (_, text) => {
    expect(rules(text)).toEqual([]);
  });

  it('never shows what it found', () => {
    const token = glue('ghp', '_', RANDOM.slice(0, 36));
    const reading = read(`const token = '${token}';`);
    expect(JSON.stringify(reading)).not.toContain(RANDOM.slice(0, 6));
    expect(reading.operations[0]).toMatchObject({
      place: { line: 1 },
      effects: ['secret-exposing'],
      certainty: 'certain',
    });
  });

  it('reports what a change adds, not what stood there or moved', () => {
    const token = glue('ghp', '_', RANDOM.slice(0, 36));
    expect(rules(`a\nb ${token}\n`, { before: `${token}\na\n` })).toEqual([]);
    expect(rules(`a\n${token}\n`, { before: 'a\n' })).toEqual(['secret/github-token']);
  });

  it('is less sure in tests and papers, and takes invented tokens there for what they are', () => {
    const key = glue('-----BEGIN RSA PRIVATE', ' KEY-----\n', RANDOM, RANDOM, '\n');
    expect(read(key, { path: 'test/key.test.ts' }).operations[0]?.certainty).toBe('possible');
    expect(
      rules(glue('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiI5ODM3NDUifQ.', RANDOM), { path: 'docs/api.md' }),
    ).toEqual([]);
  });

  it('takes linear time on hostile lines, and says where it stopped looking', () => {
    for (const unit of ['eyJ', 'eyJa.eyJa.', 'a://', 'a://b:', 'AKIA', '-----BEGIN ', 'xoxb-1234567-', 'aws_secret']) {
      const started = performance.now();
      const reading = read(`${unit.repeat(200_000)}\n`.repeat(2));
      expect([unit, performance.now() - started < 20_000]).toEqual([unit, true]);
      expect(reading.unread.map(({ code }) => code)).toEqual(['long-line']);
    }
  });
});

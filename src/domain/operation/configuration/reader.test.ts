import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import { READERS_LIMIT, readersOf } from './reader.ts';

const file = (path: string, text: string) => ({ path: path as FilePath, text });
const found = (keys: readonly string[], text: string) =>
  readersOf(keys, [file('a', text)]).map(({ key, line, form }) => `${key}:${line}:${form}`);

describe('readers of a key', () => {
  it.each([
    ['process.env.CART_URL', 'environment'],
    ["os.environ['CART_URL']", 'environment'],
    ['os.environ.get("CART_URL", "x")', 'environment'],
    ['os.Getenv("CART_URL")', 'environment'],
    ['ENV["CART_URL"]', 'environment'],
    ["ENV.fetch('CART_URL')", 'environment'],
    ['env::var("CART_URL")', 'environment'],
    ['System.getenv("CART_URL")', 'environment'],
    [`url: $\{CART_URL:http://cart}`, 'binding'],
  ])('finds a variable in %s', (text, form) => {
    expect(found(['CART_URL'], text)).toEqual([`CART_URL:1:${form}`]);
  });

  it.each([
    "config.get('http.client.timeout')",
    'viper.GetDuration("http.client.timeout")',
    `@Value("$\{http.client.timeout}")`,
    'config.http.client.timeout',
    "configuration['http:client:timeout']",
  ])('finds a key in %s', (text) => {
    expect(found(['http.client.timeout'], text)).toHaveLength(1);
  });

  it.each([
    "client.getBooleanValue('new-checkout', false)",
    'client.BooleanValue(ctx, "new-checkout", false, evalCtx)',
    'client.get_boolean_value("new-checkout", False)',
    "ldClient.variation('new-checkout', user, false)",
    "unleash.isEnabled('new-checkout')",
    "useFlag('new-checkout')",
  ])('finds a flag in %s', (text) => {
    expect(found(['new-checkout'], text)).toEqual(['new-checkout:1:flag']);
  });

  it('does not take another key, a word of prose or a longer name for it', () => {
    expect(found(['http.client.timeout'], "config.get('smtp.timeout'); // timeout of the client")).toEqual([]);
    expect(found(['CART_URL'], 'process.env.CART_URL_OLD')).toEqual([]);
    expect(found(['new-checkout'], 'the new-checkout page')).toEqual([]);
  });

  it('sorts by path and line, and keeps a bounded number', () => {
    const sources = ['b', 'a'].map((path) => file(path, 'process.env.X\n'.repeat(READERS_LIMIT)));
    const readers = readersOf(['X'], sources);
    expect(readers).toHaveLength(READERS_LIMIT);
    expect(
      readersOf(
        ['X'],
        sources.map((each) => file(each.path, 'process.env.X\n')),
      ).map(({ path }) => path),
    ).toEqual(['a', 'b']);
  });

  it('takes linear time on hostile lines', () => {
    for (const unit of ['config.get("', 'getenv(', '${a', 'getBooleanValue(a.', 'use', 'config.config.']) {
      const started = performance.now();
      found(['X'], unit.repeat(100_000));
      found(['X'], `${unit.repeat(100)}\n`.repeat(1_000));
      expect([unit, performance.now() - started < 20_000]).toEqual([unit, true]);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, parseRoute, type Route } from './route.ts';

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ name: 'now' }),
  fc.constant<Route>({ name: 'policy' }),
  fc.constant<Route>({ name: 'command-line' }),
  fc.record({ name: fc.constant('inbox' as const), at: fc.option(text) }),
  fc.record({ name: fc.constant('exposure' as const), at: fc.option(text) }),
  fc.record({ name: fc.constant('rollouts' as const), at: fc.option(text) }),
  fc.record({ name: fc.constant('queue' as const), id: fc.option(text), at: fc.option(text) }),
  fc.record({ name: fc.constant('change' as const), id: text.filter((id) => id !== '.' && id !== '..') }),
  fc.record({
    name: fc.constant('changes' as const),
    filter: fc.record({ state: text, verdict: text, q: text }, { requiredKeys: [] }),
  }),
);

describe('addresses', () => {
  it('lead back to the place that they name', () => {
    fc.assert(
      fc.property(route, (to) => {
        expect(parseRoute(addressOf(to))).toEqual(to);
      }),
    );
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', ''])(
    'never lead to another site after sign-in: %s',
    (next) => {
      expect(parseRoute(`/sign-in?next=${encodeURIComponent(next)}`)).toEqual({ name: 'sign-in', next: '/' });
    },
  );

  it.each(['/nothing', '/inbox/x', '/changes/a/b', '/changes/%ff'])('that are none say so: %s', (address) => {
    expect(parseRoute(address)).toEqual({ name: 'nowhere' });
  });

  it('keep what a change is called, signs and all', () => {
    expect(parseRoute('/changes/github%3Ao%2Fr%237')).toEqual({ name: 'change', id: 'github:o/r#7' });
  });
});

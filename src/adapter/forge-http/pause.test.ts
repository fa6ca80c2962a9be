import { describe, expect, it } from 'vitest';
import { nextPage } from './link.ts';
import { pauseAsked } from './pause.ts';

const NOW = 1_700_000_000_000;

function asked(status: number, headers: Record<string, string> = {}, text = ''): number | null {
  return pauseAsked({ status, headers: new Headers(headers), text, nowMs: NOW });
}

describe('pause', () => {
  it('is what the forge asks for, in seconds or until a moment', () => {
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) };
    expect(asked(429, { 'retry-after': '3' })).toBe(3000);
    expect(asked(403, spent)).toBe(91_000);
    expect(asked(429, { 'ratelimit-remaining': '0', 'ratelimit-reset': String(NOW / 1000 + 5) })).toBe(6000);
    expect(asked(503, { 'retry-after': '1' })).toBe(1000);
    expect(asked(403, {}, '{"message":"You have exceeded a secondary rate limit"}')).toBe(60_000);
  });

  it('is none for a plain refusal, an answer or a broken gateway', () => {
    for (const status of [200, 401, 403, 404, 422, 500, 502, 503])
      expect([status, asked(status)]).toEqual([status, null]);
    expect(asked(403, { 'x-ratelimit-remaining': '12' })).toBeNull();
  });

  it('stays within an hour and five minutes, and is never negative', () => {
    expect(asked(429, { 'retry-after': '99999999' })).toBe(3_900_000);
    expect(asked(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' })).toBe(0);
    expect(asked(429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' })).toBe(60_000);
  });
});

describe('next page', () => {
  it('is found among the links, and is none where none is named', () => {
    const link = '<https://x/?page=1>; rel="prev", <https://x/?page=3>; rel="next", <https://x/?page=9>; rel="last"';
    expect(nextPage(new Headers({ link }))).toBe('https://x/?page=3');
    expect(nextPage(new Headers({ link: '<https://x/?page=9>; rel="last"' }))).toBeNull();
    expect(nextPage(new Headers())).toBeNull();
    expect(nextPage(new Headers({ link: `${'<'.repeat(8000)}>; rel=next` }))).toBeNull();
  });
});

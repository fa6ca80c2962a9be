import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, escapeJson, visibleText } from './escape.ts';

describe('escapeJson', () => {
  it('gives the same value back and nothing that a page could take for markup or a line end', () => {
    const hostile = fc.oneof(
      fc.array(fc.nat({ max: 0xffff }), { maxLength: 6 }).map((codes) => String.fromCharCode(...codes)),
      fc.constantFrom('</script>', '<!--', '\u2028', '\ud800', '&lt;'),
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (value) => {
        const text = escapeJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(text).not.toMatch(/[<>&]/);
      }),
    );
  });
});

describe('escapeHtml', () => {
  it('leaves no character that opens or ends markup or an attribute', () => {
    expect(escapeHtml(`<img src=x onerror="a('b')">&`)).toBe(
      '&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;',
    );
  });
});

describe('visibleText', () => {
  it('shows what is invisible or turns the reading direction, and leaves emoji whole', () => {
    expect(visibleText('a\u202eb\u200bc\nd')).toBe('a\\u{202e}b\\u{200b}c\\u{a}d');
    expect(visibleText('👩\u200d💻 ⚡\ufe0f')).toBe('👩\u200d💻 ⚡\ufe0f');
  });
});

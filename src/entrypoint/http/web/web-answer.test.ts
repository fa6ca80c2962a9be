import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { webAnswer } from './web-answer.ts';
import { webFiles } from './web-files.ts';

const ask = (path: string, more: Partial<Parameters<typeof webAnswer>[0]> = {}) =>
  webAnswer({
    path,
    isVersioned: false,
    accept: undefined,
    acceptEncoding: undefined,
    ifNoneMatch: undefined,
    ...more,
  });

describe('the files of the web client', () => {
  it.each([
    '/',
    '/inbox',
    '/changes',
    '/changes/github%3Ao%2Fr%237',
    '/exposure',
    '/queue',
    '/rollouts',
    '/incidents',
    '/weekly',
    '/policy',
    '/sign-in',
  ])('answer %s with the page', (path) => {
    expect(ask(path)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    });
  });

  it('come in the encoding that is taken, and mean the same', () => {
    const body = Buffer.from(webFiles().get('/app.js')?.body ?? []);
    const brotli = ask('/app.js', { acceptEncoding: 'gzip, br' });
    const gzip = ask('/app.js', { acceptEncoding: 'br;q=0, gzip;q=0.5' });
    expect([brotli?.headers['content-encoding'], gzip?.headers['content-encoding']]).toEqual(['br', 'gzip']);
    expect(brotliDecompressSync(brotli?.body ?? new Uint8Array()).equals(body)).toBe(true);
    expect(gunzipSync(gzip?.body ?? new Uint8Array()).equals(body)).toBe(true);
    expect(ask('/app.js')?.headers['content-encoding']).toBeUndefined();
  });

  it('are kept for ever only by the name of their version', () => {
    expect(ask('/app.css', { isVersioned: true })?.headers['cache-control']).toContain('immutable');
    expect(ask('/app.css')?.headers['cache-control']).toBe('no-cache');
    expect(ask('/', { isVersioned: true })?.headers['cache-control']).toBe('no-cache');
  });

  it('are not sent again to whoever has them', () => {
    const etag = ask('/app.css')?.headers['etag'] ?? '';
    expect(ask('/app.css', { ifNoneMatch: `"other", W/${etag}` })).toMatchObject({ status: 304, body: null });
  });

  it('leave what is none of theirs to others, but show a person that there is no such page', () => {
    expect(ask('/api/v1/none')).toBeNull();
    expect(ask('/none', { accept: 'text/html,*/*' })?.status).toBe(404);
  });

  it('allow nothing inline and nothing from elsewhere', () => {
    const policy = ask('/')?.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(Buffer.from(webFiles().get('/index.html')?.body ?? []).toString()).not.toMatch(
      /<script>|<style|style=|onload/,
    );
  });
});

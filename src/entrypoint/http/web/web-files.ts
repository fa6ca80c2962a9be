import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { laterStyle, pieces, style } from '../../../web/index.ts';
import { FAVICON, indexDocument } from './document.ts';

/** One file of the web client, ready to be sent. */
export interface WebFile {
  readonly type: string;
  readonly body: Uint8Array;
  readonly brotli: Uint8Array;
  readonly gzip: Uint8Array;
  /** Quoted, as it stands in the header. */
  readonly etag: string;
  /** Whether the path names the content, so that it never becomes another one. */
  readonly isNamed: boolean;
  /** Whether every page needs it at once. */
  readonly isFirst: boolean;
}

/** Beyond this a step of brotli takes seconds and saves a hundred bytes. */
const BROTLI_QUALITY = 9;

let made: ReadonlyMap<string, WebFile> | null = null;

/** The files by path (`/index.html`, `/app.js` and its pieces, style sheets, `/favicon.svg`), compressed once a process. */
export function webFiles(): ReadonlyMap<string, WebFile> {
  made ??= new Map([
    ['/index.html', file('text/html; charset=utf-8', page())],
    ...pieces.map(({ name, text, isFirst }): [string, WebFile] => [
      `/${name}`,
      { ...file('text/javascript; charset=utf-8', text), isFirst, isNamed: name !== FIRST },
    ]),
    ['/app.css', file('text/css; charset=utf-8', style)],
    ['/later.css', { ...file('text/css; charset=utf-8', laterStyle), isFirst: false }],
    ['/favicon.svg', file('image/svg+xml', FAVICON)],
  ]);
  return made;
}

const FIRST = 'app.js';

function page(): string {
  const first = pieces.filter(({ isFirst }) => isFirst);
  return indexDocument({
    script: short(first.find(({ name }) => name === FIRST)?.text ?? ''),
    style: short(style),
    pieces: first.map(({ name }) => name).filter((name) => name !== FIRST),
  });
}

function file(type: string, text: string): WebFile {
  const body = Buffer.from(text);
  return {
    type,
    body,
    brotli: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    gzip: gzipSync(body, { level: 9 }),
    etag: `"${short(text)}"`,
    isNamed: false,
    isFirst: true,
  };
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

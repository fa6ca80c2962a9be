import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type Database from 'libsql';
import { type DocumentTable, documentName, MAX_DOCUMENT, wholeDocument } from '../../event-log/index.ts';
import { first, guarded } from './database.ts';
import { bytesOf } from './row.ts';
import type { Writing } from './writing.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** Bytes of the longest document in UTF-8: what was packed never unpacks to more. */
const MAX_BYTES = MAX_DOCUMENT * 3;

/** Documents by digest, packed: decisions are repetitive JSON and take a tenth. */
export function documentTable(database: Database, write: Writing): DocumentTable {
  const insert = database.prepare('INSERT INTO kept_document (digest, gzip) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const has = database.prepare('SELECT 1 AS there FROM kept_document WHERE digest = ?');
  const select = database.prepare('SELECT gzip FROM kept_document WHERE digest = ?');
  return {
    async put(text) {
      const digest = documentName(text);
      if (guarded(() => first(has, digest)) !== undefined) return digest;
      const packed = await pack(text);
      await write(() => insert.run(digest, packed));
      return digest;
    },
    async get(digest) {
      const row = guarded(() => first(select, digest));
      if (row === undefined) return null;
      const text = await unpack(bytesOf(row['gzip']), { maxOutputLength: MAX_BYTES }).catch(() => Buffer.alloc(0));
      return wholeDocument(digest, text.toString('utf8'));
    },
  };
}

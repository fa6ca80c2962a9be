import type { Pool } from 'pg';
import { type DocumentTable, documentName, wholeDocument } from '../../event-log/index.ts';
import { guarded } from './database.ts';

/** Documents by digest; the database packs long texts by itself. */
export function documentTable(pool: Pool): DocumentTable {
  return {
    put: (text) =>
      guarded(async () => {
        const digest = documentName(text);
        await pool.query({
          name: 'put-document',
          text: 'INSERT INTO kept_document (digest, body) VALUES ($1, $2) ON CONFLICT DO NOTHING',
          values: [digest, text],
        });
        return digest;
      }),
    get: (digest) =>
      guarded(async () => {
        const text = 'SELECT body FROM kept_document WHERE digest = $1';
        const [row] = (await pool.query({ name: 'get-document', text, values: [digest] })).rows;
        return row === undefined ? null : wholeDocument(digest, String(row.body));
      }),
  };
}

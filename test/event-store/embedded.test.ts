import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll } from 'vitest';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { describeEventStore, type StoreKind } from './contract.ts';
import { describeSideTables } from './side-contract.ts';

const root = mkdtempSync(join(tmpdir(), 'firebreak-log-'));
let made = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(folder: string, sql: string): void {
  const database = new Database(join(folder, 'log.db'));
  database.exec(sql);
  database.close();
}

const kind: StoreKind = {
  name: 'embedded',
  severalAtOnce: false,
  fresh: async () => {
    made += 1;
    const folder = join(root, String(made));
    return {
      open: ({ views = [], upCasters = [] } = {}) => openEmbeddedStore({ folder, views, upCasters }),
      undoNewest: async () =>
        run(
          folder,
          'DROP TABLE kept_document; DROP TABLE lease; DROP TABLE record; DROP TABLE counter; PRAGMA user_version = 1',
        ),
      writeAsNewer: async () => run(folder, 'PRAGMA user_version = 9999'),
    };
  },
};
describeEventStore(kind);
describeSideTables(kind);

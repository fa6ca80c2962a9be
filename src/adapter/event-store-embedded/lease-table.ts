import type Database from 'libsql';
import { checkLease, type LeaseTable } from '../../event-log/index.ts';
import { DAY_MS } from '../../kernel/index.ts';
import { counterOf } from './counter.ts';
import { first, guarded } from './database.ts';
import type { Writing } from './writing.ts';

/** Leases of one process's tasks, and the newest token of a name for those who append with a fence. */
export interface EmbeddedLeases {
  readonly table: LeaseTable;
  readonly tokenOf: (name: string) => number | null;
  /** Before each transaction. */
  readonly begin: () => void;
}

/** Whoever held a lease before this process is gone: the folder is ours alone, and all are free when it is opened. */
export function leaseTable(database: Database, write: Writing): EmbeddedLeases {
  const { next, forget } = counterOf(database, 'lease');
  const claim = database.prepare(
    `INSERT INTO lease (name, holder, token, expires_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name)
     DO UPDATE SET holder = excluded.holder, token = excluded.token, expires_at = excluded.expires_at
     WHERE lease.expires_at <= ?5`,
  );
  const renew = database.prepare('UPDATE lease SET expires_at = ? WHERE name = ? AND token = ? AND expires_at > ?');
  const release = database.prepare('UPDATE lease SET expires_at = 0, token = ? WHERE name = ? AND token = ?');
  const held = database.prepare('SELECT name, holder, token FROM lease WHERE expires_at > ? ORDER BY name');
  const newest = database.prepare('SELECT token FROM lease WHERE name = ?');
  const sweep = database.prepare('DELETE FROM lease WHERE expires_at <= ?');
  guarded(() => database.exec('UPDATE lease SET expires_at = 0 WHERE expires_at > 0'));
  return {
    tokenOf(name) {
      const row = first(newest, name);
      return row === undefined ? null : Number(row['token']);
    },
    begin: forget,
    table: {
      async claim({ name, holder, now, ttlMs }) {
        checkLease({ name, ttlMs });
        return write(() => {
          const token = next();
          return claim.run(name, holder, token, now + ttlMs, now).changes === 1 ? { token } : null;
        });
      },
      async renew({ name, token, now, ttlMs }) {
        checkLease({ name, ttlMs });
        return write(() => renew.run(now + ttlMs, name, token, now).changes === 1);
      },
      async release({ name, token }) {
        await write(() => release.run(next(), name, token));
      },
      list: async ({ now }) =>
        guarded(() =>
          held.all(now).map((row) => ({
            name: String(row['name']),
            holder: String(row['holder']),
            token: Number(row['token']),
          })),
        ),
      sweep: (now) => write(() => sweep.run(now - DAY_MS).changes),
    },
  };
}

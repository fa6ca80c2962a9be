import type { Pool, PoolClient } from 'pg';
import { checkLease, type LeaseTable } from '../../event-log/index.ts';
import { guarded } from './database.ts';

/** From now on by the clock of the database; `$1` counts milliseconds. */
const UNTIL = "clock_timestamp() + $1 * interval '1 millisecond'";

/** Leases of all nodes, each call one statement, by the clock of the database. */
export function leaseTable(pool: Pool): LeaseTable {
  const rows = (name: string, text: string, values: readonly unknown[]) =>
    guarded(async () => (await pool.query({ name, text, values: [...values] })).rows as Record<string, unknown>[]);
  return {
    async claim({ name, holder, ttlMs }) {
      checkLease({ name, ttlMs });
      // The token is taken again once the row is ours: one that was taken before waiting for it could be older than its own.
      const text = `INSERT INTO lease (name, holder, token, expires_at) VALUES ($2, $3, nextval('lease_token'), ${UNTIL})
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = nextval('lease_token'), expires_at = ${UNTIL}
        WHERE lease.expires_at <= clock_timestamp() RETURNING token`;
      const [row] = await rows('claim', text, [ttlMs, name, holder]);
      return row === undefined ? null : { token: Number(row['token']) };
    },
    async renew({ name, token, ttlMs }) {
      checkLease({ name, ttlMs });
      const text = `UPDATE lease SET expires_at = ${UNTIL}
        WHERE name = $2 AND token = $3 AND expires_at > clock_timestamp() RETURNING token`;
      return (await rows('renew', text, [ttlMs, name, token])).length === 1;
    },
    async release({ name, token }) {
      const text = `UPDATE lease SET expires_at = clock_timestamp(), token = nextval('lease_token') WHERE name = $1 AND token = $2`;
      await rows('release', text, [name, token]);
    },
    async list() {
      const text = 'SELECT name, holder, token FROM lease WHERE expires_at > clock_timestamp() ORDER BY name';
      return (await rows('leases', text, [])).map((row) => ({
        name: String(row['name']),
        holder: String(row['holder']),
        token: Number(row['token']),
      }));
    },
    async sweep() {
      const text = `DELETE FROM lease WHERE name IN (SELECT name FROM lease
        WHERE expires_at <= clock_timestamp() - interval '1 day' FOR UPDATE SKIP LOCKED) RETURNING name`;
      return (await rows('sweep-leases', text, [])).length;
    },
  };
}

/** The newest tokens of leases, which nobody takes before the caller's transaction has ended. */
export async function tokensOf(client: PoolClient, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const { rows } = await client.query({
    name: 'lease-tokens',
    text: 'SELECT name, token FROM lease WHERE name = ANY($1) ORDER BY name FOR SHARE',
    values: [names],
  });
  return new Map(rows.map((row) => [String(row.name), Number(row.token)]));
}

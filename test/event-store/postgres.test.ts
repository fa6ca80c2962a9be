import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { noPostgres, startPostgres, type TestServer } from '../support/postgres.ts';
import { describeEventStore, type StoreKind } from './contract.ts';
import { deposit } from './sample.ts';
import { describeSideTables } from './side-contract.ts';

const reason = noPostgres();

if (reason === null) {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres({ durable: false });
  });
  afterAll(() => server.stop());
  const kind: StoreKind = {
    name: 'PostgreSQL',
    severalAtOnce: true,
    fresh: async () => {
      const url = server.database();
      return {
        open: ({ views = [], upCasters = [] } = {}) => openPostgresStore({ url, views, upCasters }),
        passTime: (ms) => server.run(url, `UPDATE firebreak.lease SET expires_at = expires_at - interval '${ms} ms'`),
        undoNewest: () =>
          server.run(
            url,
            'SET search_path = firebreak; DROP TABLE kept_document, lease, record; DROP SEQUENCE lease_token, record_version; DELETE FROM migration WHERE number = 2',
          ),
        writeAsNewer: () => server.run(url, 'INSERT INTO firebreak.migration (number) VALUES (9999)'),
      };
    },
  };
  describeEventStore(kind);
  describeSideTables(kind);

  describe('event store: PostgreSQL', () => {
    it('goes on telling of appends when the connection that listens was ended', async () => {
      const url = server.database();
      const open = () => openPostgresStore({ url, views: [], upCasters: [] });
      const [store, other] = [await open(), await open()];
      const told: number[] = [];
      let wake = (): void => {};
      store.onAppend((head) => {
        told.push(head);
        wake();
      });
      const reached = async (head: number): Promise<void> => {
        while ((told.at(-1) ?? 0) < head) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      };
      await other.append(deposit('a', [1]));
      await reached(1);
      await server.run(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'",
      );
      await other.append(deposit('a', [1]));
      await reached(2);
      await other.append(deposit('a', [1]));
      await reached(3);
      expect(told).toEqual([1, 2, 3]);
      await store.close();
      await other.close();
    });
  });
} else {
  describe('event store: PostgreSQL', () => {
    it.skip(`passes the contract (skipped: ${reason})`, () => {});
  });
}

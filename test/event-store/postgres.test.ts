import { afterAll, beforeAll, describe, it } from 'vitest';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { noPostgres, startPostgres, type TestServer } from '../support/postgres.ts';
import { describeEventStore, type StoreKind } from './contract.ts';
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
        writeAsNewer: () => server.run(url, 'INSERT INTO firebreak.migration (number) VALUES (9999)'),
      };
    },
  };
  describeEventStore(kind);
  describeSideTables(kind);
} else {
  describe('event store: PostgreSQL', () => {
    it.skip(`passes the contract (skipped: ${reason})`, () => {});
  });
}

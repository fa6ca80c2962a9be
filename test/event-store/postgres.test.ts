import { afterAll, beforeAll, describe, it } from 'vitest';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { noPostgres, startPostgres, type TestServer } from '../support/postgres.ts';
import { describeEventStore } from './contract.ts';

const reason = noPostgres();

if (reason === null) {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres({ durable: false });
  });
  afterAll(() => server.stop());
  describeEventStore({
    name: 'PostgreSQL',
    severalAtOnce: true,
    fresh: async () => {
      const url = server.database();
      return { open: ({ views = [], upCasters = [] } = {}) => openPostgresStore({ url, views, upCasters }) };
    },
  });
} else {
  describe('event store: PostgreSQL', () => {
    it.skip(`passes the contract (skipped: ${reason})`, () => {});
  });
}

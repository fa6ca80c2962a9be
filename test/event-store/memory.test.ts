import { describeEventStore, type StoreKind } from './contract.ts';
import { emptyMemory, memoryStore } from './memory-store.ts';
import { describeSideTables } from './side-contract.ts';

const kind: StoreKind = {
  name: 'in memory',
  severalAtOnce: true,
  fresh: async () => {
    const memory = emptyMemory();
    return { open: async ({ views = [], upCasters = [] } = {}) => memoryStore({ memory, views, upCasters }) };
  },
};
describeEventStore(kind);
describeSideTables(kind);

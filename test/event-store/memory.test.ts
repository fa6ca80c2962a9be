import { describeEventStore } from './contract.ts';
import { emptyMemory, memoryStore } from './memory-store.ts';

describeEventStore({
  name: 'in memory',
  severalAtOnce: true,
  fresh: async () => {
    const memory = emptyMemory();
    return { open: async ({ views = [], upCasters = [] } = {}) => memoryStore({ memory, views, upCasters }) };
  },
});

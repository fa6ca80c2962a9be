import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { describeEventStore } from './contract.ts';

const root = mkdtempSync(join(tmpdir(), 'firebreak-log-'));
let made = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));

describeEventStore({
  name: 'embedded',
  severalAtOnce: false,
  fresh: async () => {
    made += 1;
    const folder = join(root, String(made));
    return { open: ({ views = [], upCasters = [] } = {}) => openEmbeddedStore({ folder, views, upCasters }) };
  },
});

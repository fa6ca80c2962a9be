import { mkdir } from 'node:fs/promises';
import type { NodeStore, UpCaster, View } from '../../event-log/index.ts';
import { Fault } from '../../kernel/index.ts';
import { checkpointing } from './checkpoints.ts';
import { openDatabase } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { storeOver } from './store.ts';

/** How long a command waits for another one that works in the same folder. */
const WAIT_MS = 10_000;

/** Opens the log of a data folder, made where it is missing; one process at a time. Fault: in use, not writable, or newer than we are. */
export async function openEmbeddedStore(options: {
  readonly folder: string;
  readonly views: readonly View[];
  readonly upCasters: readonly UpCaster[];
  readonly waitMs?: number;
}): Promise<NodeStore> {
  const { folder, views, upCasters } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new Fault({
      kind: 'permission',
      code: 'cannot-write-data',
      message: `cannot make the data folder ${folder}`,
      fix: 'Name a folder that you may write to.',
      cause,
    });
  });
  const lock = await lockFolder(folder, options.waitMs ?? WAIT_MS);
  try {
    const database = await openDatabase(folder);
    return storeOver({ database, views, upCasters, onClose: lock.release, checkpoints: await checkpointing(folder) });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

import { mkdirSync } from 'node:fs';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { keepVerifier, readOrMakeSigner } from '../../src/adapter/log-folder/index.ts';
import { sealLog } from '../../src/event-log/index.ts';
import { BALANCE, deposit } from './sample.ts';

/**
 * A process that appends and seals until it is killed: `writer.mjs FOLDER URL NAME`. Each line on stdout is an append that was
 * acknowledged. Its appends have an expected version, so that one doubled would be refused.
 */
const [folder = '', url = '', name = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const signer = await readOrMakeSigner(folder);
await keepVerifier(folder, signer.verifier);
const given = { views: [BALANCE], upCasters: [] };
const store = await (url === '' ? openEmbeddedStore({ folder, ...given }) : openPostgresStore({ url, ...given }));
const lane = async (stream: string): Promise<void> => {
  for (let version = 0; ; version += 2) {
    const answer = await store.append(deposit(stream, [1, 1], version));
    if (!answer.ok) throw new Error(`conflict in ${stream}`);
    process.stdout.write(`${stream} ${version + 2}\n`);
  }
};
const seal = async (): Promise<void> => {
  for (;;) {
    const sealed = await sealLog(store, signer);
    if (!sealed.ok) throw new Error(sealed.rejection.code);
    process.stdout.write(`sealed ${sealed.value?.size ?? 0}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
await Promise.all([...Array.from({ length: 8 }, (_, i) => lane(`${name}-${i}`)), seal()]);

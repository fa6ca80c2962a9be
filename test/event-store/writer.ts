import { mkdirSync } from 'node:fs';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { keepVerifier, readOrMakeSigner } from '../../src/adapter/log-folder/index.ts';
import { type AppendRequest, sealLog, streamId } from '../../src/event-log/index.ts';
import { AT, BALANCE, deposited } from './sample.ts';

/**
 * A process that appends and seals until it is killed: `writer.mjs FOLDER URL NAME`. Each line on stdout is something that was
 * acknowledged: `seal SIZE`, `hot ID` in the stream that all writers share, or `stream NAME VERSION`.
 */
const [folder = '', url = '', name = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const signer = await readOrMakeSigner(folder);
await keepVerifier(folder, signer.verifier);
const given = { views: [BALANCE], upCasters: [] };
const store = await (url === '' ? openEmbeddedStore({ folder, ...given }) : openPostgresStore({ url, ...given }));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Events of a lane say which version they are meant to be: one that was appended twice would be another. */
const meant = (account: string, version: number): AppendRequest => ({
  stream: streamId('account', account),
  expected: version,
  events: [deposited(1, { n: version + 1 }), deposited(1, { n: version + 2 })],
});

async function lane(account: string): Promise<void> {
  for (let version = 0; ; version += 2) {
    const answer = await store.append(meant(account, version));
    if (!answer.ok) throw new Error(`conflict in ${account}`);
    say(`stream ${account} ${version + 2}`);
  }
}

/** Keeps in a record how many events its stream has: both change or neither. */
async function countedLane(account: string): Promise<void> {
  for (let version = 0; ; version += 2) {
    const count = { kind: 'count', key: account, json: `${version + 2}`, index: null, expiresAt: null };
    const records = { now: AT, changes: [{ ...count, expected: 'any' as const }] };
    const answer = await store.append({ ...meant(account, version), records });
    if (!answer.ok) throw new Error(`conflict in ${account}`);
    say(`stream ${account} ${version + 2}`);
  }
}

/** Appends to the stream of all writers; who was overtaken looks again. */
async function hotLane(): Promise<void> {
  let version = 0;
  for (let i = 0; ; ) {
    const events = [deposited(1, { id: `${name}-${i}` })];
    const answer = await store.append({ stream: streamId('account', 'hot'), expected: version, events });
    if (answer.ok) {
      say(`hot ${name}-${i}`);
      version += 1;
      i += 1;
    } else if (answer.rejection.code === 'version-conflict') version = answer.rejection.actual;
    else throw new Error(answer.rejection.code);
  }
}

async function seal(): Promise<void> {
  for (;;) {
    const sealed = await sealLog(store, signer);
    if (!sealed.ok) throw new Error(sealed.rejection.code);
    say(`seal ${sealed.value?.size ?? 0}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const lanes = Array.from({ length: 6 }, (_, i) => lane(`${name}-${i}`));
await Promise.all([...lanes, countedLane(`${name}-counted`), hotLane(), seal()]);

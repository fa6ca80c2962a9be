import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOG_VIEWS, SERVER_VIEWS } from '../../src/control/index.ts';
import { streamId } from '../../src/event-log/index.ts';
import { buildProgram } from '../event-store/kill.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';
import { AT, newSigner } from '../event-store/sample.ts';
import { auditServer, killServer } from './kill.ts';

/** `./script/bench server --kill 50` does more, also on PostgreSQL. */
const ROUNDS = 5;
const SEED = 20_261_121;
const WHOLE = { lost: 0, doubled: 0, wrongViews: 0, flaw: null };
let program: ReturnType<typeof buildProgram>;

beforeAll(() => {
  program = buildProgram(fileURLToPath(new URL('../..', import.meta.url)), 'src/main.ts');
});
afterAll(() => program.remove());

describe('a whole server that is killed while webhooks come in', () => {
  it('loses no delivery that it acknowledged, takes none twice, and leaves views and log as they must be', async () => {
    const found = await killServer({
      program: program.path,
      databaseUrl: null,
      nodes: 1,
      rounds: ROUNDS,
      seed: SEED,
    });
    expect(found).toMatchObject(WHOLE);
    expect(found.acknowledged).toBeGreaterThan(0);
  }, 180_000);

  it('would be seen to lose, to double, and to show what the events do not give', async () => {
    const memory = emptyMemory();
    const store = memoryStore({ memory, views: [...LOG_VIEWS, ...SERVER_VIEWS], upCasters: [] });
    const id = 'github:load/shop#1';
    const revision = { head: 'a', base: null, contentDigest: null, headBranch: null, baseBranch: null, at: AT };
    const author = { personId: null, handle: 'ann', isAutomated: false };
    const begun = {
      id,
      submission: 'proposal',
      ref: null,
      title: '',
      author,
      url: null,
      isDraft: false,
      labels: [],
      revision,
    };
    const append = (type: string, payload: object) =>
      store.append({
        stream: streamId('change', id),
        expected: 'any',
        events: [{ type, schemaVersion: 1, at: AT, actor: null, payload }],
      });
    const signer = newSigner();
    const audit = (...heads: string[]) => auditServer({ store, signer, acknowledged: new Set(heads) });
    await append('ChangeSubmitted', begun);
    expect(await audit('a')).toMatchObject(WHOLE);
    expect(await audit('a', 'b')).toMatchObject({ ...WHOLE, lost: 1 });
    await append('RevisionObserved', { id, revision: { ...revision, head: 'b' } });
    expect(await audit('a', 'b')).toMatchObject(WHOLE);
    await append('RevisionObserved', { id, revision: { ...revision, head: 'b' } });
    expect(await audit('a', 'b')).toMatchObject({ ...WHOLE, doubled: 1 });
    memory.documents.get('open-submission@1')?.set(id, '{"since":0}');
    expect(await audit('a', 'b')).toMatchObject({ ...WHOLE, doubled: 1, wrongViews: 1 });
  });
});

import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { run } from '../support/command-line.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { makeShopRepository } from '../support/shop-repository.ts';

afterAll(removeFolders);

describe('firebreak check --record and firebreak log', () => {
  let cwd = '';
  const cli = (...argv: string[]) => run(argv, { cwd });
  const newLog = async (checks: number): Promise<string> => {
    const data = join(temporaryFolder(), 'log');
    for (let i = 0; i < checks; i += 1) {
      const plain = await cli('check', '--json');
      const recorded = await cli('check', '--json', '--record', data);
      // The record changes neither the verdict nor the document.
      expect([recorded.exit, recorded.out]).toEqual([plain.exit, plain.out]);
      expect(recorded.err).toContain(`event ${i + 1}`);
    }
    return data;
  };
  beforeAll(() => {
    cwd = makeShopRepository().path;
  });

  it('records what the decision rests on and no word that a person wrote', async () => {
    const data = await newLog(1);
    const document = JSON.parse((await cli('check', '--json')).out);
    const proof = JSON.parse((await cli('log', 'prove', '1', '--data', data, '--json')).out);
    const payload = JSON.parse(proof.payload);
    expect(payload).toMatchObject({
      decision: document.decision,
      facts_digest: document.facts_digest,
      policy_digest: document.policy.digest,
      content_digest: document.change.content_digest,
      reasons: document.blockers.map(({ code, rule, mode, effect }: Record<string, string>) => ({
        code,
        rule,
        mode,
        effect,
      })),
    });
    const said = JSON.stringify(proof);
    expect(said).not.toMatch(/@[a-z]+\.(?:com|org|example|test)/);
    expect(said).not.toContain(document.change.title);
    expect(said).not.toContain(document.change.head_branch);
  });

  it('makes a key that only its owner can read, and keeps it', async () => {
    const data = await newLog(2);
    expect(statSync(join(data, 'log.key')).mode & 0o777).toBe(0o600);
    const status = JSON.parse((await cli('log', 'status', '--data', data, '--json')).out);
    expect(status).toMatchObject({ events: 2, sealed: 2, key: readFileSync(join(data, 'log.pub'), 'utf8').trim() });
    expect(status.decisions).toEqual([{ decision: expect.any(String), count: 2, newest: 2 }]);
  });

  it('verifies offline, and exits 1 with the first position that was changed', async () => {
    const data = await newLog(3);
    expect((await cli('log', 'verify', '--data', data)).exit).toBe(0);
    const kept = join(data, 'kept.txt');
    writeFileSync(kept, (await cli('log', 'status', '--data', data)).out);
    expect((await cli('log', 'verify', '--data', data, '--checkpoint', kept)).exit).toBe(0);
    const database = new Database(join(data, 'log.db'));
    database.exec(`UPDATE event SET payload = replace(payload, '"decision":"', '"decision":"x') WHERE position = 2`);
    database.close();
    const found = await cli('log', 'verify', '--data', data, '--json');
    expect([found.exit, JSON.parse(found.out)]).toMatchObject([
      1,
      { whole: false, flaw: { code: 'digest', position: 2 } },
    ]);
    expect((await cli('log', 'prove', '2', '--data', data)).exit).toBe(2);
    expect((await cli('log', 'prove', '1', '--data', data)).exit).toBe(0);
  });

  it('refuses to record on top of a log whose past was changed, and tells no verdict then', async () => {
    const data = await newLog(2);
    const database = new Database(join(data, 'log.db'));
    database.exec('UPDATE tile SET hashes = zeroblob(64)');
    database.close();
    const refused = await cli('check', '--record', data);
    expect([refused.exit, refused.out]).toEqual([2, '']);
    expect((await cli('log', 'prove', '1', '--data', data)).exit).toBe(2);
    expect((await cli('log', 'verify', '--data', data)).exit).toBe(1);
  });

  it('moves by export and import, and needs the key to go on', async () => {
    const data = await newLog(2);
    const { out } = await cli('log', 'export', '--data', data);
    const file = join(data, 'export.ndjson');
    writeFileSync(file, out);
    const copy = join(temporaryFolder(), 'copy');
    expect((await cli('log', 'import', '--data', copy, file)).exit).toBe(0);
    expect((await cli('log', 'export', '--data', copy)).out).toBe(out);
    expect((await cli('log', 'verify', '--data', copy)).exit).toBe(0);
    expect((await cli('log', 'import', '--data', copy, file)).exit).toBe(2);
    const unsigned = await cli('check', '--record', copy);
    expect([unsigned.exit, unsigned.out]).toEqual([4, '']);
    writeFileSync(join(copy, 'log.key'), readFileSync(join(data, 'log.key')), { mode: 0o600 });
    expect((await cli('check', '--record', copy)).err).toContain('event 3');
  });

  it('is backed up while another process works in it, and the copy verifies without the key', async () => {
    const data = await newLog(2);
    const copy = join(temporaryFolder(), "it's a copy");
    const working = await openEmbeddedStore({ folder: data, views: [], upCasters: [] });
    const backup = await cli('log', 'backup', '--data', data, copy, '--json');
    await working.close();
    expect([backup.exit, JSON.parse(backup.out)]).toMatchObject([0, { whole: true, events: 2, sealed: 2 }]);
    expect(readdirSync(copy)).toEqual(expect.arrayContaining(['log.db', 'log.pub']));
    expect(existsSync(join(copy, 'log.key'))).toBe(false);
    expect((await cli('log', 'export', '--data', copy)).out).toBe((await cli('log', 'export', '--data', data)).out);
    expect((await cli('log', 'backup', '--data', data, copy)).exit).toBe(2);
    expect((await cli('log', 'backup', '--data', join(copy, 'none'), join(copy, 'new'))).exit).toBe(2);
    const database = new Database(join(data, 'log.db'));
    database.exec("UPDATE event SET actor = 'eve' WHERE position = 2");
    database.close();
    const changed = await cli('log', 'backup', '--data', data, join(copy, 'later'), '--json');
    expect([changed.exit, JSON.parse(changed.out).flaw.code]).toEqual([1, 'digest']);
  });

  it('imports nothing of a file in which one byte was changed', async () => {
    const data = await newLog(2);
    const { out } = await cli('log', 'export', '--data', data);
    const file = join(data, 'export.ndjson');
    for (let at = 3; at < out.length; at += 97) {
      writeFileSync(file, `${out.slice(0, at)}${out[at] === '7' ? '8' : '7'}${out.slice(at + 1)}`);
      const copy = join(temporaryFolder(), 'copy');
      expect([at, (await cli('log', 'import', '--data', copy, file)).exit]).toEqual([at, 2]);
      expect(existsSync(join(copy, 'log.db'))).toBe(false);
    }
    writeFileSync(file, '['.repeat(100_000));
    expect((await cli('log', 'import', '--data', join(data, 'x'), file)).exit).toBe(2);
  });

  it('says what is missing instead of making it', async () => {
    const data = join(temporaryFolder(), 'nothing');
    for (const argv of [['status'], ['verify'], ['export'], ['prove', '1']]) {
      expect((await cli('log', ...argv, '--data', data)).exit).toBe(2);
    }
    expect(existsSync(data)).toBe(false);
    expect((await cli('log', 'status')).exit).toBe(2);
    const log = await newLog(1);
    expect((await cli('log', 'prove', '2', '--data', log)).exit).toBe(2);
    expect((await cli('log', 'verify', '--data', log, '--key', 'nonsense')).exit).toBe(2);
    rmSync(join(log, 'log.key'));
    expect((await cli('check', '--record', log)).exit).toBe(4);
    writeFileSync(join(log, 'log.key'), 'no key');
    chmodSync(join(log, 'log.key'), 0o600);
    expect((await cli('check', '--record', log)).exit).toBe(2);
  });

  it('names no password of a database that does not answer', async () => {
    const variables = { FIREBREAK_DATABASE_URL: 'postgres://ann:s3cret@127.0.0.1:1/none' };
    const data = join(temporaryFolder(), 'log');
    const outcome = await run(['check', '--record', data], { cwd, variables });
    expect([outcome.exit, outcome.out]).toEqual([5, '']);
    expect(outcome.err).not.toContain('s3cret');
  });
});

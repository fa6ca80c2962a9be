import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FilePath } from '../../domain/change/index.ts';
import { Fault } from '../../kernel/index.ts';
import { readPlan, readPlanFile } from './index.ts';

const shown = 'plan.json' as FilePath;
const folder = mkdtempSync(join(tmpdir(), 'firebreak-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* repeated(head: string, piece: string, times: number): AsyncIterable<Uint8Array> {
  yield Buffer.from(head);
  const bytes = Buffer.from(piece);
  for (let at = 0; at < times; at += 1) yield bytes;
}

const destroyed =
  '{"address":"aws_sqs_queue.a","mode":"managed","type":"aws_sqs_queue","change":{"actions":["delete"]}}';
const START = `{"format_version":"1.2","resource_changes":[${destroyed}`;

describe('reading a plan', () => {
  it('from a file gives what it destroys', async () => {
    const file = join(folder, 'plan.json');
    writeFileSync(file, `${START}]}`);
    const reading = await readPlanFile(file, shown);
    expect(reading).toMatchObject({
      operations: [{ rule: 'terraform/destroy-data', place: { path: shown } }],
      unread: [],
    });
  });

  it('of no file, or of a folder, is a fault', async () => {
    await expect(readPlanFile(join(folder, 'absent.json'), shown)).rejects.toThrow(Fault);
    await expect(readPlanFile(folder, shown)).rejects.toThrow(Fault);
  });

  it('of a pipe that nobody writes to is a fault, not waited for', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readPlanFile(pipe, shown)).rejects.toThrow(Fault);
  });

  it('may end in lines of white space, and in nothing else', async () => {
    const at = (tail: string) => readPlan(repeated(`${START}]}${tail}`, '', 1), shown);
    expect((await at('\n \r\n')).unread).toEqual([]);
    expect((await at('{}')).unread).toMatchObject([{ code: 'malformed' }]);
  });

  it.each(['', ']', '],"x":1', '],"x":[1,2', '],"x":"', '],"x":tru', ',', '],"x"'])(
    'notices that it ends in the middle: %j',
    async (tail) => {
      const reading = await readPlan(repeated(`${START}${tail}`, '', 1), shown);
      expect(reading).toMatchObject({
        operations: [{ rule: 'terraform/destroy-data' }],
        unread: [{ code: 'truncated' }],
      });
    },
  );

  it('stops at one text larger than any plan has, and keeps what stood before', async () => {
    const reading = await readPlan(repeated(`${START}],"x":"`, 'a'.repeat(1 << 20), 80), shown);
    expect(reading).toMatchObject({
      operations: [{ rule: 'terraform/destroy-data' }],
      unread: [{ code: 'too-large' }],
    });
  });

  it('stops at an entry with more parts than any resource has', async () => {
    const reading = await readPlan(repeated(`${START},{"x":[0`, ',0'.repeat(50_000), 40), shown);
    expect(reading).toMatchObject({
      operations: [{ rule: 'terraform/destroy-data' }],
      unread: [{ code: 'too-large' }],
    });
  });

  it('is not stopped by what it does not keep', async () => {
    const reading = await readPlan(repeated(`${START}],"planned_values":{"x":[0`, ',0'.repeat(50_000), 45), shown);
    expect(reading.unread).toMatchObject([{ code: 'truncated' }]);
    expect(reading.operations).toHaveLength(1);
  });

  it('tells a binary plan and UTF-16 by their first bytes', async () => {
    const binary = await readPlan(repeated('PK\u0003\u0004', '', 1), shown);
    expect(binary.unread).toMatchObject([{ code: 'wrong-format' }, { code: 'unknown-version' }]);
  });
});

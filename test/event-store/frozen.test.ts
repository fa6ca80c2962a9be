import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { PAGE, payloadOf } from '../../src/event-log/index.ts';
import { noPostgres, startPostgres } from '../support/postgres.ts';
import { buildProgram } from './kill.ts';

const absent = noPostgres();

/** A process whose lines can be awaited. */
function started(args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let wake = (): void => {};
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const found = (rest + text).split('\n');
    rest = found.pop() ?? '';
    lines.push(...found);
    wake();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    child,
    lines,
    ended,
    /** The first line from a place on that begins so. */
    async said(start: string, from = 0): Promise<string> {
      for (;;) {
        const line = lines.slice(from).find((each) => each.startsWith(start));
        if (line !== undefined) return line;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

describe('a node that freezes while it holds a lease', () => {
  it.skipIf(absent !== null)(
    `is overtaken by another, and what it does when it wakes no longer counts${absent === null ? '' : ` (skipped: ${absent})`}`,
    async () => {
      const root = fileURLToPath(new URL('../..', import.meta.url));
      const program = buildProgram(root, 'test/event-store/worker.ts');
      const server = await startPostgres({ durable: false });
      const nodes: ReturnType<typeof started>[] = [];
      try {
        const url = server.database();
        const node = (name: string) => {
          const made = started([program.path, url, name]);
          nodes.push(made);
          return made;
        };
        const first = node('first');
        const old = (await first.said('did')).split(' ')[1];
        const second = node('second');
        const third = node('third');
        await first.said('did', first.lines.length);
        first.child.kill('SIGSTOP');
        const stopped = first.lines.length;
        const next = await Promise.race([second.said('did'), third.said('did')]);
        expect(Number(next.split(' ')[1])).toBeGreaterThan(Number(old));
        first.child.kill('SIGCONT');
        expect(await first.said('fenced', stopped)).toBe(`fenced ${old}`);
        await Promise.race([second.said('did', second.lines.length), third.said('did', third.lines.length)]);
        const store = await openPostgresStore({ url, views: [], upCasters: [] });
        const tokens = (await store.readAll({ after: 0, limit: PAGE })).map(
          (event) => (payloadOf(event) as { readonly token: number }).token,
        );
        await store.close();
        expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
        expect(new Set(tokens).size).toBeGreaterThanOrEqual(2);
      } finally {
        for (const { child } of nodes) child.kill('SIGKILL');
        await Promise.all(nodes.map(({ ended }) => ended));
        await server.stop();
        program.remove();
      }
    },
    60_000,
  );
});

import packageJson from '../package.json' with { type: 'json' };
import { runCli, terminalIo } from './entrypoint/cli/index.ts';
import { instant } from './kernel/index.ts';
import { logTo } from './node-log.ts';
import { makeFirebreak } from './service/index.ts';
import { makeWorld, SCHEMAS } from './world.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupt.abort());
}

const world = makeWorld({ variables: process.env, now: () => instant(Date.now()) });

/** Of the process, once there is nothing more to do. */
export const exitCode: Promise<number> = runCli({
  argv: process.argv.slice(2),
  io: terminalIo(interrupt.signal),
  firebreak: makeFirebreak({ world, schemas: SCHEMAS }),
  serve: async (given, { writeErr, signal }) => {
    // Only a server pays for what only a server needs.
    const { serve } = await import('./server.ts');
    const { version } = packageJson;
    await serve({ world, variables: process.env, version, given, io: { say: writeErr, log: logTo(writeErr), signal } });
  },
  demo: async (wish) => {
    const { openDemo } = await import('./demo.ts');
    return openDemo({ variables: process.env, version: packageJson.version, wish });
  },
  version: packageJson.version,
  clock: () => performance.now(),
});

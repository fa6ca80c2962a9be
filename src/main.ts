import packageJson from '../package.json' with { type: 'json' };
import { runCli, terminalIo } from './entrypoint/cli/index.ts';
import { instant } from './kernel/index.ts';
import { makeFirebreak } from './service/index.ts';
import { makeWorld, SCHEMAS } from './world.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupt.abort());
}

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  io: terminalIo(interrupt.signal),
  firebreak: makeFirebreak({
    world: makeWorld({ variables: process.env, now: () => instant(Date.now()) }),
    schemas: SCHEMAS,
  }),
  version: packageJson.version,
  clock: () => performance.now(),
});

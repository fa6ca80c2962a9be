import type { Command } from 'commander';
import { pause } from '../demo/collect.ts';
import { scenarioOf } from '../demo/scenario.ts';
import { liveScreen } from '../demo/screen.ts';
import { playDemo } from '../demo/story.ts';
import { wantsColor } from '../io.ts';
import { parseCount } from '../option.ts';
import { emit, plainTargets, toJson } from '../output.ts';
import { demoText, nextText } from '../text/demo.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

interface DemoOptions extends GlobalOptions {
  readonly fast?: boolean;
  readonly healthy?: boolean;
  readonly seed: string;
  readonly exit?: boolean;
}

const EXAMPLES = `Examples:
  $ firebreak demo                a new version goes bad while you watch, and is stopped
  $ firebreak demo --healthy      a good version is promoted by evidence
  $ firebreak demo --fast --json  the whole story in less than a minute, as a document
`;

/** `firebreak demo`: a shop, a bad version, and what stops it, on this machine. */
export function addDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .summary('a shop on this machine whose new version goes bad while you watch')
    .addHelpText('before', EXAMPLES)
    .option('--fast', 'more traffic and fewer stages: over in less than a minute')
    .option('--healthy', 'the new version stays good')
    .option('--seed <n>', 'of the customers and of what goes wrong', '1')
    .option('--exit', 'end when the story is told, also on a terminal')
    .action(async (_own: unknown, self: Command) => run(context, self.optsWithGlobals<DemoOptions>()));
}

async function run(context: CommandContext, options: DemoOptions): Promise<void> {
  const { io } = context;
  const targets = plainTargets(options);
  const [isFast, isHealthy] = [options.fast === true, options.healthy === true];
  const scenario = scenarioOf({ isFast, isHealthy, seed: parseCount('--seed', options.seed) });
  const isText = targets.some(({ format, file }) => format === 'text' && file === null);
  const style = { color: isText && wantsColor(io, options.color) };
  const screen = liveScreen(io, { isLive: isText && io.stdoutIsTerminal && io.env['TERM'] !== 'dumb', style });
  const stage = await context.demo(scenario.wish);
  try {
    const speed = isFast ? 'fast' : 'watch';
    const report = await playDemo({ stage, scenario, speed, watch: screen, signal: io.signal });
    screen.end();
    await emit({
      io,
      color: options.color,
      targets,
      render: (format, { color }) => (format === 'json' ? toJson(report) : demoText(report, { color })),
    });
    if (!isText || !io.stdoutIsTerminal || options.exit === true) return;
    await io.writeOut(nextText({ stage, report }));
    while (!io.signal.aborted) await pause(60_000, io.signal);
  } finally {
    screen.end();
    await stage.close();
  }
}

import { type Command, Option } from 'commander';
import { metricsReport } from '../../../contract/index.ts';
import { UsageError } from '../exit.ts';
import { parseCount, parseLabels, parseSince } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { documentOf } from '../server-client.ts';
import { metricsText } from '../text/metrics.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';
import { type ServerOptions, serverClient, withServer } from './server-door.ts';

interface MetricsOptions extends GlobalOptions, ServerOptions {
  readonly since?: string;
  readonly limit?: string;
  readonly branch?: string;
  readonly labels?: string;
  readonly lines?: boolean;
  readonly deployments?: string;
}

const EXAMPLES = `Examples:
  $ firebreak metrics                         this repository, out of git alone
  $ firebreak metrics --since 1y --labels traced
  $ firebreak metrics --server https://firebreak.example
`;

/** A quarter: long enough for a doubling to show in a busy repository. */
const DEFAULT_DAYS = 90;

/** `firebreak metrics`: delivery metrics with their counts and intervals, of a repository or of a server's record. */
export function addMetrics(program: Command, context: CommandContext): void {
  withServer(
    program
      .command('metrics')
      .summary('what delivery costs and what needs repair, by service and cohort; never by person')
      .argument('[path]', 'repository (the current directory)')
      .option('--since <span>', 'days before the newest landing, or a date (90d, 12w, 2026-01-31)')
      .option('--limit <n>', 'the newest n landed changes')
      .option('--branch <name>', 'branch whose history is read (the default branch)')
      .addOption(new Option('--labels <kind>', 'what tells that a change needed repair').choices(['stated', 'traced']))
      .option('--no-lines', 'do not follow lines: no survival of code')
      .addOption(
        new Option('--deployments <what>', 'landings: every landing is deployed as it lands').choices([
          'none',
          'landings',
        ]),
      )
      .addHelpText('before', EXAMPLES),
  ).action(async (path: string | undefined, _own: unknown, command: Command) => {
    const options = command.optsWithGlobals<MetricsOptions>();
    const targets = plainTargets(options);
    const document =
      options.server === undefined ? await local(context, options, path) : await remote(context, options);
    context.progress.clear();
    await emitPlain({ io: context.io, targets, document, text: metricsText(document, context.io.columns) });
  });
}

function local(context: CommandContext, options: MetricsOptions, path: string | undefined) {
  const limit = options.limit === undefined ? null : parseCount('--limit', options.limit);
  return context.firebreak.metrics({
    repository: repositoryOf(context, options, path),
    policy: fileOf(context, options.policy),
    limit,
    since:
      options.since !== undefined
        ? parseSince(options.since)
        : limit === null
          ? { kind: 'days', days: DEFAULT_DAYS }
          : null,
    tip: options.branch ?? null,
    labels: parseLabels(options.labels ?? 'stated'),
    lines: options.lines !== false,
    deployments: options.deployments === 'landings' ? 'landings' : 'none',
    progress: context.progress,
    signal: context.io.signal,
  });
}

async function remote(context: CommandContext, options: MetricsOptions) {
  const client = await serverClient(context, options, { acts: false });
  const since = options.since === undefined ? null : parseSince(options.since);
  if (since?.kind === 'moment') throw new UsageError('a server counts days', 'Give --since 90d.');
  const days = since === null ? '' : `?days=${since.days}`;
  return documentOf(metricsReport, { value: await client.get(`/api/v1/metrics${days}`), origin: client.origin });
}

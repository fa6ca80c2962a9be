import type { Command } from 'commander';
import type { ScanReport } from '../../../contract/index.ts';
import { formatScan, SCAN_FORMATS } from '../format/index.ts';
import { parseCount, parseFormats, parseSince } from '../option.ts';
import { emit } from '../output.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface ScanOptions extends GlobalOptions {
  readonly since?: string;
  readonly limit?: string;
  readonly branch?: string;
}

const DEFAULT_DAYS = 90;

/** `firebreak scan`: what changed lately, who or what wrote it, what a gate would have done. */
export function addScan(program: Command, context: CommandContext): void {
  program
    .command('scan', { isDefault: true })
    .summary('what changed lately, who or what wrote it, what a gate would have done')
    .description('Reads the landed changes of a repository. Changes nothing in it, asks no network.')
    .argument('[path]', 'repository (the current directory)')
    .option('--since <span>', 'days before the newest landing, or a date (90d, 12w, 2026-01-31)')
    .option('--limit <n>', 'the newest n landed changes')
    .option('--branch <name>', 'branch whose history is read (the default branch)')
    .action(async (path: string | undefined, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<ScanOptions>();
      const targets = parseFormats({ options, known: SCAN_FORMATS, fallback: 'text' });
      const limit = options.limit === undefined ? null : parseCount('--limit', options.limit);
      const report: ScanReport = await context.firebreak.scan({
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
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, look) =>
          formatScan({
            format,
            report,
            ...look,
          }),
      });
    });
}

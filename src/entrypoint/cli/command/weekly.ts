import type { Command } from 'commander';
import { type WeeklyReport, weeklyReport } from '../../../contract/index.ts';
import { markdownText, plain } from '../format/index.ts';
import { parseFormats } from '../option.ts';
import { emit, toJson } from '../output.ts';
import { weeklyPage } from '../page/index.ts';
import { documentOf } from '../server-client.ts';
import { weeklyMarkdown, weeklyText } from '../text/weekly.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';
import { type ServerOptions, serverClient, withServer } from './server-door.ts';

interface WeeklyOptions extends GlobalOptions, ServerOptions {
  readonly week?: string;
}

const FORMATS = ['text', 'json', 'markdown', 'html'] as const;

const EXAMPLES = `Examples:
  $ firebreak weekly                          the newest week of this repository, out of git alone
  $ firebreak weekly --week 2026-W47 --format html=review.html
  $ firebreak weekly --server https://firebreak.example --format markdown
`;

/** `firebreak weekly`: the two-page operations review of a week, drafted from the record. */
export function addWeekly(program: Command, context: CommandContext): void {
  withServer(
    program
      .command('weekly')
      .summary('the operations review of a week, drafted from the record: two pages, every sentence with its source')
      .argument('[path]', 'repository (the current directory)')
      .option('--week <week>', 'by ISO 8601, as 2026-W47 (the newest)')
      .addHelpText('before', EXAMPLES),
  ).action(async (path: string | undefined, _own: unknown, command: Command) => {
    const options = command.optsWithGlobals<WeeklyOptions>();
    const targets = parseFormats({ options, known: FORMATS, fallback: 'text' });
    const document =
      options.server === undefined ? await local(context, options, path) : await remote(context, options);
    context.progress.clear();
    await emit({
      io: context.io,
      color: false,
      targets,
      render: (format, { width }) => rendered(document, format, width),
    });
  });
}

function rendered(document: WeeklyReport, format: (typeof FORMATS)[number], width: number): string {
  switch (format) {
    case 'json':
      return toJson(document);
    case 'html':
      return weeklyPage(document);
    case 'markdown':
      return weeklyMarkdown(document, markdownText);
    case 'text':
      // Last wall: what somebody wrote must not reach the terminal as a command to it.
      return weeklyText(document, width).split('\n').map(plain).join('\n');
  }
}

function local(context: CommandContext, options: WeeklyOptions, path: string | undefined) {
  return context.firebreak.weekly({
    repository: repositoryOf(context, options, path),
    policy: fileOf(context, options.policy),
    week: options.week ?? null,
    progress: context.progress,
    signal: context.io.signal,
  });
}

async function remote(context: CommandContext, options: WeeklyOptions) {
  const client = await serverClient(context, options, { acts: false });
  const week = options.week === undefined ? '' : `/${encodeURIComponent(options.week)}`;
  return documentOf(weeklyReport, { value: await client.get(`/api/v1/weekly${week}`), origin: client.origin });
}

import type { Command } from 'commander';
import type { CommitProvenance } from '../../../contract/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import { formatProvenance, PROVENANCE_FORMATS } from '../format/index.ts';
import { wantsColor } from '../io.ts';
import { parseCount, parseFormats, parseSince } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { writeText } from '../text/write.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { repositoryOf } from './repository.ts';

interface ShowOptions extends GlobalOptions {
  readonly all?: boolean;
  readonly limit?: string;
  readonly since?: string;
  readonly branch?: string;
}

interface RecordOptions extends GlobalOptions {
  readonly tool?: string;
  readonly model?: string;
  readonly session?: string;
  readonly note?: boolean;
  readonly write?: boolean;
}

/** Records that are handed to the formatter at once: keeps memory flat on long histories. */
const BATCH = 512;
const DEFAULT_COMMITS = 20;

/** `firebreak provenance show|record|verify`. */
export function addProvenance(program: Command, context: CommandContext): void {
  const noun = program.command('provenance').summary('who or what wrote commits: show, record, verify');
  addShow(noun, context);
  addRecord(noun, context);
  addVerify(noun, context);
}

function addShow(noun: Command, context: CommandContext): void {
  noun
    .command('show')
    .summary('the evidence for each commit, and where it stands')
    .argument('[revision]', `commit or range (the newest ${DEFAULT_COMMITS} commits)`)
    .option('--all', 'every commit reachable')
    .option('--limit <n>', 'the newest n commits')
    .option('--since <span>', 'days before the newest commit, or a date')
    .option('--branch <name>', 'branch whose history is read')
    .action(async (revision: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ShowOptions>();
      await stream(context, options, context.firebreak.showProvenance(requestOf(context, options, revision)));
    });
}

function addVerify(noun: Command, context: CommandContext): void {
  noun
    .command('verify')
    .summary('whether notes, traces and trailers are whole and true to their commits (exit 1 if not)')
    .argument('[revision]', `commit or range (the newest ${DEFAULT_COMMITS} commits)`)
    .option('--all', 'every commit reachable')
    .option('--limit <n>', 'the newest n commits')
    .option('--since <span>', 'days before the newest commit, or a date')
    .option('--branch <name>', 'branch whose history is read')
    .action(async (revision: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ShowOptions>();
      const records = context.firebreak.verifyProvenance(requestOf(context, options, revision));
      const found = await stream(context, options, withFindings(context, records));
      if (found === 0) context.io.writeErr('no record contradicts its commit\n');
    });
}

function addRecord(noun: Command, context: CommandContext): void {
  noun
    .command('record')
    .summary('write down which tool helped with HEAD, as a trailer or a note (shown first)')
    .requiredOption('--tool <name>', 'the tool, e.g. claude-code')
    .option('--model <name>', 'the model, e.g. claude-opus-4-6')
    .option('--session <id>', 'the session; only its digest is written')
    .option('--note', 'write a git note (refs/notes/ai) instead of a trailer')
    .option('--write', 'do it; without this nothing is written')
    .action(async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<RecordOptions>();
      if (options.tool === undefined) throw new UsageError('--tool is missing');
      const targets = plainTargets(options);
      const report = await context.firebreak.recordProvenance({
        repository: repositoryOf(context, options),
        tool: options.tool,
        model: options.model ?? null,
        session: options.session ?? null,
        form: options.note === true ? 'note' : 'trailer',
        write: options.write === true,
      });
      await emitPlain({ io: context.io, targets, document: report, text: writeText(report) });
    });
}

function requestOf(context: CommandContext, options: ShowOptions, revision: string | undefined) {
  const windowed = options.all === true || options.limit !== undefined || options.since !== undefined;
  if (revision !== undefined && windowed) {
    throw new UsageError('a revision and a window are both given', 'Give either REVISION or --all, --limit, --since.');
  }
  return {
    repository: repositoryOf(context, options),
    policy: null,
    revision: revision ?? null,
    all: options.all === true,
    limit: options.limit !== undefined ? parseCount('--limit', options.limit) : windowed ? null : DEFAULT_COMMITS,
    since: options.since === undefined ? null : parseSince(options.since),
    tip: options.branch ?? null,
    progress: context.progress,
    signal: context.io.signal,
  };
}

/** The exit code is set with the first finding: whoever reads only the first line still gets it. */
async function* withFindings(
  context: CommandContext,
  records: AsyncIterable<CommitProvenance>,
): AsyncIterable<CommitProvenance> {
  for await (const record of records) {
    if (record.findings.length === 0) continue;
    context.exit(EXIT.blocked);
    yield record;
  }
}

/** Writes records as they come; JSON (one array) is the exception and waits for all. Returns how many came. */
async function stream(
  context: CommandContext,
  options: GlobalOptions,
  records: AsyncIterable<CommitProvenance>,
): Promise<number> {
  const targets = parseFormats({ options, known: PROVENANCE_FORMATS, fallback: 'text' });
  const target = targets[0];
  if (target === undefined || target.file !== null || targets.length > 1) {
    throw new UsageError('provenance writes one format to stdout', 'Redirect it: --format ndjson > FILE.');
  }
  const color = wantsColor(context.io, options.color);
  let batch: CommitProvenance[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    if (batch.length === 0 && target.format !== 'json') return;
    context.progress.clear();
    const text = formatProvenance({ format: target.format, records: batch, color, width: context.io.columns });
    await context.io.writeOut(text === '' || text.endsWith('\n') ? text : `${text}\n`);
    batch = [];
  };
  for await (const record of records) {
    batch.push(record);
    count += 1;
    if (batch.length >= BATCH && target.format !== 'json') await flush();
  }
  await flush();
  return count;
}

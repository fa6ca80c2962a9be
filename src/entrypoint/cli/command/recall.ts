import type { Command } from 'commander';
import type { RecallRequest } from '../../../service/index.ts';
import { UsageError } from '../exit.ts';
import { collect, parseFormats } from '../option.ts';
import { emit, toJson } from '../output.ts';
import { recallText } from '../text/recall.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface RecallOptions extends GlobalOptions {
  readonly repair?: string;
  readonly cause?: string;
  readonly at?: string;
  readonly family?: string;
  readonly proposal?: readonly string[];
}

const EXAMPLES = `Examples:
  $ firebreak recall --repair 1a2b3c4          where else is what this fix, revert or rollback changed
  $ firebreak recall --cause 1a2b3c4           where else is what this change brought
  $ firebreak recall --at src/pay/send.ts:40   where else is what a scanner found here
  $ firebreak recall --family p0123456789ab --proposal fix/retry
`;

/** `firebreak recall`: from a repair, a cause, a place or a family to every live sibling. */
export function addRecall(program: Command, context: CommandContext): void {
  program
    .command('recall')
    .summary('every live sibling of what was repaired or did harm, who owns it, what mends it')
    .argument('[path]', 'repository (the current directory)')
    .option('--repair <commit|a..b>', 'a fix, a revert or a rollback: what it changed, as it stood before')
    .option('--cause <commit|a..b>', 'a change that did harm: what it brought')
    .option('--at <path:line>', 'what stands there, such as where a scanner points to')
    .option('--family <id>', 'a family that `firebreak exposure` lists')
    .option('--proposal <ref>', 'a branch that waits: does it mend a sibling, or bring one; repeatable', collect)
    .addHelpText('before', EXAMPLES)
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<RecallOptions>();
      const targets = parseFormats({ options, known: ['text', 'json'] as const, fallback: 'text' });
      const report = await context.firebreak.recall({
        repository: repositoryOf(context, options, path),
        policy: fileOf(context, options.policy),
        origin: originOf(options),
        proposals: options.proposal ?? [],
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({
        io: context.io,
        color: options.color,
        targets,
        render: (format, { color }) => (format === 'json' ? toJson(report) : recallText({ report, color })),
      });
    });
}

function originOf({ repair, cause, at, family }: RecallOptions): RecallRequest['origin'] {
  const named = [repair, cause, at, family].filter((each) => each !== undefined);
  if (named.length !== 1) {
    throw new UsageError('a recall begins at one place', 'Use one of --repair, --cause, --at or --family.');
  }
  if (repair !== undefined) return { kind: 'repair', change: changeOf(repair) };
  if (cause !== undefined) return { kind: 'cause', change: changeOf(cause) };
  if (family !== undefined) return { kind: 'family', id: family };
  const [, path = '', line = ''] = /^(.+):([1-9][0-9]{0,8})$/.exec(at ?? '') ?? [];
  if (path === '') throw new UsageError('--at needs a path and a line', 'Write --at src/file.ts:40.');
  return { kind: 'place', path, line: Number(line) };
}

function changeOf(text: string): Extract<RecallRequest['origin'], { kind: 'cause' }>['change'] {
  return text.includes('..') ? { kind: 'range', range: text } : { kind: 'landed', commit: text };
}

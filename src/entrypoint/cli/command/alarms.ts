import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { alarmReport } from '../../../contract/index.ts';
import { UsageError } from '../exit.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { documentOf, openServerClient, type ServerClient } from '../server-client.ts';
import { openPersonalClient, tokenOf } from '../server-user.ts';
import { alarmsText, alarmText } from '../text/alarm.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

interface AlarmOptions extends GlobalOptions {
  readonly server?: string;
  readonly tokenFile?: string;
}

/** `firebreak alarms list|show`: what a server watches, and what alarms. */
export function addAlarms(program: Command, context: CommandContext): void {
  const noun = program.command('alarms').summary('what a server watches for alarms, and what alarms: list, show');
  withServer(noun.command('list').summary('open alarms, those that are over, and what is watched')).action(
    async (_own: unknown, self: Command) => {
      const { document, targets } = await reportOf(context, self);
      await emitPlain({ io: context.io, targets, document, text: alarmsText(document) });
    },
  );
  withServer(noun.command('show <alarm>').summary('one alarm with its evidence and picture')).action(
    async (id: string, _own: unknown, self: Command) => {
      const { document, targets } = await reportOf(context, self);
      const alarm = document.alarms.find((each) => each.id === id);
      if (alarm === undefined) throw new UsageError(`no alarm ${id}`, 'See firebreak alarms list.');
      await emitPlain({ io: context.io, targets, document: { ...document, alarms: [alarm] }, text: alarmText(alarm) });
    },
  );
}

async function reportOf(context: CommandContext, self: Command) {
  const options = self.optsWithGlobals<AlarmOptions>();
  const targets = plainTargets(options);
  const client = await clientOf(context, options);
  const document = documentOf(alarmReport, { value: await client.get('/api/v1/alarms'), origin: client.origin });
  return { document, targets };
}

function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'address of the server (FIREBREAK_SERVER, or where you logged in)'))
    .option('--token-file <file>', 'file with a token (FIREBREAK_TOKEN); without one, your login');
}

/** A secret comes by the environment or a file, never by the command line; without one the login here counts. */
async function clientOf(context: CommandContext, { server, tokenFile }: AlarmOptions): Promise<ServerClient> {
  const { io } = context;
  const text =
    tokenFile === undefined
      ? io.env['FIREBREAK_TOKEN']
      : await readFile(resolve(io.cwd, tokenFile), 'utf8').catch(() => {
          throw new UsageError(`${tokenFile} cannot be read`, 'Check its path and rights.');
        });
  const token = tokenOf(text);
  if (token === null) return openPersonalClient(context, { server, acts: false });
  return openServerClient({ url: server ?? io.env['FIREBREAK_SERVER'] ?? '', bearer: token, signal: io.signal });
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UsageError } from '../exit.ts';
import { openServerClient, type ServerClient } from '../server-client.ts';
import { openPersonalClient, tokenOf } from '../server-user.ts';
import type { CommandContext } from './context.ts';

/** Options of a command that asks a server. */
export interface ServerOptions {
  readonly server?: string;
  readonly tokenFile?: string;
}

/** Adds the options that name a server and prove who asks. */
export function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'address of the server (FIREBREAK_SERVER, or where you logged in)'))
    .option('--token-file <file>', 'file with a token (FIREBREAK_TOKEN); without one, your login');
}

/** A secret comes by the environment or a file, never by the command line; without one the login here counts. */
export async function serverClient(
  context: CommandContext,
  { server, tokenFile }: ServerOptions,
  { acts }: { readonly acts: boolean },
): Promise<ServerClient> {
  const { io } = context;
  const text =
    tokenFile === undefined
      ? io.env['FIREBREAK_TOKEN']
      : await readFile(resolve(io.cwd, tokenFile), 'utf8').catch(() => {
          throw new UsageError(`${tokenFile} cannot be read`, 'Check its path and rights.');
        });
  const token = tokenOf(text);
  if (token === null) return openPersonalClient(context, { server, acts });
  return openServerClient({ url: server ?? io.env['FIREBREAK_SERVER'] ?? '', bearer: token, signal: io.signal });
}

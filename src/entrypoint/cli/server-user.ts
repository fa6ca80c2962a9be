import { Fault } from '../../kernel/index.ts';
import type { CommandContext } from './command/context.ts';
import { UsageError } from './exit.ts';
import { type KeptLogin, readLogins } from './login-file.ts';
import { openServerClient, originOf, type ServerClient } from './server-client.ts';

/** Address of the server: as named, of the environment, or where this user logged in last. UsageError: none of them. */
export async function serverOf({ io }: CommandContext, named: string | undefined): Promise<string> {
  const url = named ?? io.env['FIREBREAK_SERVER'] ?? '';
  if (url !== '') return originOf(url);
  const last = (await readLogins(io.env)).at(-1);
  return last?.server ?? originOf('');
}

/**
 * A client that asks as the person who logged in here. Fault `not-logged-in`: nobody did at this server, or it ran out.
 * Fault `agent-here`: an agent works in this environment; what it did would stand under the person's name.
 */
export async function openPersonalClient(
  context: CommandContext,
  given: { readonly server: string | undefined; readonly acts: boolean },
): Promise<ServerClient> {
  if (given.acts) refuseAgents(context);
  const { client, login } = await loggedIn(context, given.server);
  return saying(client, login);
}

/** The login at a server with its client. Fault `not-logged-in`. */
export async function loggedIn(
  context: CommandContext,
  named: string | undefined,
): Promise<{ readonly client: ServerClient; readonly login: KeptLogin }> {
  const { io } = context;
  const server = await serverOf(context, named);
  const login = (await readLogins(io.env)).find((each) => each.server === server);
  if (login === undefined) throw notLoggedIn(server, 'nobody is logged in at');
  return { client: openServerClient({ url: server, bearer: login.text, signal: io.signal }), login };
}

/**
 * A Fault where the environment shows that an agent works here. It keeps honest agents from acting as their operator; one
 * that hides is not stopped (docs/decisions/0020-command-line-login.md).
 */
export function refuseAgents({ firebreak }: CommandContext): void {
  const [agent] = firebreak.agentsHere();
  if (agent === undefined) return;
  throw new Fault({
    kind: 'permission',
    code: 'agent-here',
    message: `${agent} works in this terminal, and only a human does this`,
    fix: 'Do it in a terminal of your own; an agent looks and submits by an agent’s token (FIREBREAK_TOKEN).',
  });
}

/** A login that ended answers as nobody does: says what to do about it. */
function saying(client: ServerClient, { server }: KeptLogin): ServerClient {
  const told = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Fault && error.code === 'sign-in-needed') throw notLoggedIn(server, 'the login ended at');
      throw error;
    }
  };
  return {
    origin: client.origin,
    get: (path) => told(client.get(path)),
    post: (path, body) => told(client.post(path, body)),
    remove: (path) => told(client.remove(path)),
  };
}

function notLoggedIn(server: string, what: string): Fault {
  return new Fault({
    kind: 'permission',
    code: 'not-logged-in',
    message: `${what} ${server}`,
    fix: `firebreak login --server ${server}`,
  });
}

/** The token that the environment or a file gives; `null` = none, then a person's login counts. */
export function tokenOf(text: string | undefined): string | null {
  const token = (text ?? '').trim();
  if (token === '') return null;
  if (/\s/.test(token)) throw new UsageError('what should be a token is none', 'Give one token and nothing else.');
  return token;
}

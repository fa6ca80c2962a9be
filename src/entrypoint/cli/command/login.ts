import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import {
  type LoginPolled,
  type LoginReport,
  type LogoutReport,
  loginAsked,
  loginPolled,
} from '../../../contract/index.ts';
import { Fault } from '../../../kernel/index.ts';
import { plain } from '../format/index.ts';
import { forgetLogin, keepLogin } from '../login-file.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { documentOf, openServerClient, type ServerClient } from '../server-client.ts';
import { loggedIn, refuseAgents, serverOf } from '../server-user.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

interface LoginOptions extends GlobalOptions {
  readonly server?: string;
}

/** What a server that is busy adds to the wait, as one that says `slow_down` does (RFC 8628, 3.5). */
const BUSY_S = 5;
/** Longest wait between two questions, whatever a server says. */
const MAX_WAIT_S = 60;

/** `firebreak login`, `firebreak logout`: who the command line is at a server. */
export function addLogin(program: Command, context: CommandContext): void {
  withServer(
    program.command('login').summary('let this command line act as you at a server, for a working day'),
  ).action(async (_own: unknown, self: Command) => {
    const options = self.optsWithGlobals<LoginOptions>();
    const targets = plainTargets(options);
    refuseAgents(context);
    const report = await login(context, options);
    await emitPlain({ io: context.io, targets, document: report, text: loginText(report) });
  });
  withServer(program.command('logout').summary('end that at once, here and at the server')).action(
    async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<LoginOptions>();
      const targets = plainTargets(options);
      const report = await logout(context, options);
      const text = `Logged out of ${report.server}${report.ended ? '' : ', where the login counted no more'}.\n`;
      await emitPlain({ io: context.io, targets, document: report, text });
    },
  );
}

function withServer(command: Command): Command {
  return command.addOption(new Option('--server <url>', 'address of the server (FIREBREAK_SERVER)'));
}

async function login(context: CommandContext, { server: named }: LoginOptions): Promise<LoginReport> {
  const { io } = context;
  const server = await serverOf(context, named);
  const client = openServerClient({ url: server, bearer: null, signal: io.signal });
  const asked = documentOf(loginAsked, {
    value: await client.post('/api/v1/login/ask', { client: `firebreak on ${hostname()}` }),
    origin: server,
  });
  io.writeErr(
    [
      '',
      `  Open       ${plain(asked.verification_uri)}`,
      `  and type   ${plain(asked.user_code)}`,
      '',
      `The page asks whether it is yours. Give the code to nobody; it ends in ${Math.ceil(asked.expires_in / 60)} minutes.`,
      'Waiting for your answer there...',
      '',
    ].join('\n'),
  );
  const { id, text, name, person, sign, expires_at } = await answered(context, {
    client,
    deviceCode: asked.device_code,
    intervalS: asked.interval,
    withinS: asked.expires_in,
  });
  await keepLogin(io.env, { server, id, text, name, expiresAt: expires_at });
  return { schema: 'firebreak.login/v1', server, name, person, sign, expires_at };
}

interface Wait {
  readonly client: ServerClient;
  readonly deviceCode: string;
  readonly intervalS: number;
  readonly withinS: number;
}

/** Asks until a person answered or the code ran out; never faster than it was told. */
async function answered({ io }: CommandContext, wait: Wait): Promise<NonNullable<LoginPolled['login']>> {
  let intervalS = wait.intervalS;
  for (let leftS = wait.withinS; leftS > 0; leftS -= intervalS) {
    await pause(Math.min(MAX_WAIT_S, intervalS), io.signal);
    const polled = await poll(wait);
    if (polled === 'busy') {
      intervalS += BUSY_S;
      continue;
    }
    if (polled.state === 'access_denied') throw ended('login-denied', 'the person at the browser said no');
    if (polled.state === 'expired_token') throw ended('login-expired', 'the code ran out');
    if (polled.login !== null) return polled.login;
    intervalS = Math.max(intervalS, polled.interval ?? intervalS);
  }
  throw ended('login-expired', 'nobody answered in time');
}

async function poll({ client, deviceCode }: Wait): Promise<LoginPolled | 'busy'> {
  try {
    const value = await client.post('/api/v1/login/poll', { device_code: deviceCode });
    return documentOf(loginPolled, { value, origin: client.origin });
  } catch (error) {
    // A connection that failed once is no answer of the person's (RFC 8628, 3.5).
    if (error instanceof Fault && ['too-many-requests', 'no-answer'].includes(error.code)) return 'busy';
    throw error;
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function ended(code: string, message: string): Fault {
  return new Fault({ kind: 'permission', code, message, fix: 'Begin again: firebreak login.' });
}

function loginText({ server, name, person, sign, expires_at }: LoginReport): string {
  const whose = person === null ? 'which stands for nobody of the catalog' : `for ${person}`;
  const may = sign ? 'It may look, submit, sign off and return.' : 'It may look and submit, and sign nothing.';
  return `Logged in at ${server} as ${name}, ${whose}, until ${expires_at}.\n${may}\n`;
}

/** Forgets it here in any case; a server that cannot be reached is told of, since the login counts there until it runs out. */
async function logout(context: CommandContext, { server: named }: LoginOptions): Promise<LogoutReport> {
  const { io } = context;
  const { client, login } = await loggedIn(context, named);
  await forgetLogin(io.env, login.server);
  const schema = 'firebreak.logout/v1';
  try {
    await client.remove(`/api/v1/logins/${encodeURIComponent(login.id)}`);
    return { schema, server: login.server, ended: true };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (['sign-in-needed', 'no-such-login'].includes(error.code)) return { schema, server: login.server, ended: false };
    throw new Fault({
      kind: error.kind,
      code: error.code,
      message: `forgotten here, but ${login.server} could not end it: it counts there until ${login.expiresAt}`,
      fix: `End it at the browser: ${login.server}/command-line.`,
      cause: error,
    });
  }
}

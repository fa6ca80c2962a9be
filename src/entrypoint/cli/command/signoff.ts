import { type Command, Option } from 'commander';
import {
  type ChangeReport,
  changeReport,
  inboxReport,
  type WriteAnswer,
  writeAnswer,
} from '../../../contract/index.ts';
import { Fault } from '../../../kernel/index.ts';
import { EXIT, UsageError } from '../exit.ts';
import { plain } from '../format/index.ts';
import { emitPlain, plainTargets } from '../output.ts';
import { documentOf, type ServerClient } from '../server-client.ts';
import { openPersonalClient } from '../server-user.ts';
import { inboxText, signedText } from '../text/signoff.ts';
import type { CommandContext, GlobalOptions } from './context.ts';

interface SignoffOptions extends GlobalOptions {
  readonly server?: string;
  readonly content?: string;
  readonly comment?: string;
  readonly reason?: string;
}

/** `firebreak signoff list|approve|return`: what a person signs, as the person who logged in here. */
export function addSignoff(program: Command, context: CommandContext): void {
  const noun = program.command('signoff').summary('what waits for your sign-off at a server: list, approve, return');
  withServer(noun.command('list').summary('what you are asked to sign, in the order in which to do it')).action(
    async (_own: unknown, self: Command) => {
      const options = self.optsWithGlobals<SignoffOptions>();
      const targets = plainTargets(options);
      const client = await openPersonalClient(context, { server: options.server, acts: false });
      const value = await client.get('/api/v1/inbox');
      const document = documentOf(inboxReport, { value, origin: client.origin });
      await emitPlain({ io: context.io, targets, document, text: inboxText(document) });
    },
  );
  withServer(noun.command('approve <change>').summary('sign exactly the content that is shown (exit 3 if you do not)'))
    .option('--content <digest>', 'the content that you reviewed; needed where nobody can be asked')
    .option('--comment <text>', 'what you want to say with it')
    .action(async (id: string, _own: unknown, self: Command) => {
      await approve(context, { id, options: self.optsWithGlobals<SignoffOptions>() });
    });
  withServer(noun.command('return <change>').summary('send it back to its author'))
    .option('--content <digest>', 'the content that you reviewed; without it, what stands there now')
    .option('--reason <text>', 'what has to change')
    .action(async (id: string, _own: unknown, self: Command) => {
      await sendBack(context, { id, options: self.optsWithGlobals<SignoffOptions>() });
    });
}

interface Given {
  readonly id: string;
  readonly options: SignoffOptions;
}

/** Shows what is signed and asks; where nobody can be asked, the digest that is named is what shows that it was looked at. */
async function approve(context: CommandContext, { id, options }: Given): Promise<void> {
  const { io } = context;
  const targets = plainTargets(options);
  const ask = options.input === false ? null : io.ask;
  if (ask === null && options.content === undefined) {
    throw new UsageError(
      'nobody can be asked here',
      'Name the content that you reviewed, whole: --content sha256:... (firebreak signoff list shows it).',
    );
  }
  const client = await openPersonalClient(context, { server: options.server, acts: true });
  const report = await changeOf(client, id);
  const content = contentOf(report, options.content);
  if (!report.may.sign.allowed) throw mayNot(report, 'sign');
  io.writeErr(`${lines(signedText(report, client.origin))}`);
  if (ask !== null && !(await isAgreed(ask, report))) {
    context.exit(EXIT.held);
    io.writeErr('Nothing was signed.\n');
    return;
  }
  const { comment } = options;
  const body = { content_digest: content, ...(comment === undefined ? {} : { comment }) };
  const answer = await written(client, { id, act: 'signoff', body });
  await emitPlain({ io, targets, document: answer, text: `${answer.change}: ${answer.text}\ncontent ${content}\n` });
}

async function sendBack(context: CommandContext, { id, options }: Given): Promise<void> {
  const { reason = '' } = options;
  const targets = plainTargets(options);
  if (reason.trim() === '') throw new UsageError('--reason is needed', 'Say what has to change.');
  const client = await openPersonalClient(context, { server: options.server, acts: true });
  const report = await changeOf(client, id);
  const content = contentOf(report, options.content);
  if (!report.may.return.allowed) throw mayNot(report, 'return');
  const answer = await written(client, { id, act: 'return', body: { content_digest: content, reason } });
  await emitPlain({ io: context.io, targets, document: answer, text: `${answer.change}: ${answer.text}\n` });
}

function withServer(command: Command): Command {
  return command.addOption(
    new Option('--server <url>', 'address of the server (FIREBREAK_SERVER; where you logged in)'),
  );
}

async function changeOf(client: ServerClient, id: string): Promise<ChangeReport> {
  const value = await client.get(`/api/v1/changes/${encodeURIComponent(id)}`);
  return documentOf(changeReport, { value, origin: client.origin });
}

async function written(
  client: ServerClient,
  given: { readonly id: string; readonly act: 'signoff' | 'return'; readonly body: object },
): Promise<WriteAnswer> {
  const { id, act, body } = given;
  const value = await client.post(`/api/v1/changes/${encodeURIComponent(id)}/${act}`, body);
  return documentOf(writeAnswer, { value, origin: client.origin });
}

/** The content that stands there, which must be the one that was named; a part of its digest names none. */
function contentOf({ revision }: ChangeReport, named: string | undefined): string {
  const now = revision.content_digest;
  if (now === null) {
    throw refused('content-unknown', 'its content was not read yet', 'Wait for the decision, then try again.');
  }
  if (named === undefined || named === now) return now;
  const fix = `Look at what stands there now: content ${now}.`;
  throw refused('stale-content', `${named.slice(0, 100)} is not the content that stands there`, fix);
}

async function isAgreed(ask: (question: string) => Promise<string>, { viewer }: ChangeReport): Promise<boolean> {
  const who = viewer.person ?? viewer.name;
  const question = `You state that you reviewed exactly this content. It is recorded for ever as ${plain(who)}.\nSign it? Type yes: `;
  return (await ask(question)).trim().toLowerCase() === 'yes';
}

function mayNot({ may, viewer }: ChangeReport, act: 'sign' | 'return'): Fault {
  const isLetIn = viewer.permissions.includes(act === 'sign' ? 'sign-off' : 'return');
  return new Fault({
    kind: 'permission',
    code: 'may-not',
    message: may[act].why_not ?? 'you may not do this',
    fix: isLetIn
      ? 'The page of the change says who may.'
      : 'Log in again and let it sign at the browser, or do it there: firebreak login.',
  });
}

function refused(code: string, message: string, fix: string): Fault {
  return new Fault({ kind: 'usage', code, message, fix });
}

/** Foreign text, each line of it safe for a terminal. */
function lines(text: string): string {
  return text.split('\n').map(plain).join('\n');
}

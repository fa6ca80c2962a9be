import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  incidentActionChangeRequest,
  incidentActionRequest,
  incidentClaimRequest,
  incidentImpactRequest,
  incidentImportRequest,
  incidentLinkRequest,
  incidentNoteRequest,
  incidentOpenRequest,
  incidentSettleRequest,
  incidentStageRequest,
  incidentUpdateRequest,
  incidentWithdrawRequest,
} from '../../../contract/index.ts';
import type { IncidentTelling } from '../../../service/index.ts';
import { UsageError } from '../exit.ts';
import { collect } from '../option.ts';
import { emitPlain, plainTargets } from '../output.ts';
import {
  disputeText,
  incidentAnswerText,
  incidentImportText,
  incidentListText,
  incidentText,
} from '../text/incident.ts';
import type { CommandContext } from './context.ts';
import { type IncidentDoor, type LedgerOptions, openIncidentDoor } from './incident-door.ts';
import { fileOf } from './repository.ts';
import { withServer } from './server-door.ts';

type Options = LedgerOptions & Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

const EXAMPLES = `Examples:
  $ firebreak incident open --title "Orders fail" --severity 1 --flow pay --started 2026-03-05T13:00:00Z
  $ firebreak incident note INC-1 "switched to the second provider"
  $ firebreak incident dispute INC-1 --subject ai-role --value authored --deny --party "team checkout" --text "written by hand"
  $ firebreak incident action INC-1 --kind prevent --text "two people for prices" --owner @checkout --due 2026-04-01
  $ firebreak incident close INC-1 --why "the provider is back"
`;

/** `firebreak incident open|list|show|update|note|mitigate|close|reopen|dispute|impact|link|action|import`: the ledger. */
export function addIncident(program: Command, context: CommandContext): Command {
  const noun = program
    .command('incident')
    .summary('the ledger of incidents: open, list, show, update, note, close, dispute, impact, action, import, ...')
    .description('Keeps what went wrong, who says what of it, and what is done about it; nothing is ever rewritten.')
    .addHelpText('before', EXAMPLES);
  addReading(noun, context);
  addOpening(noun, context);
  addStages(noun, context);
  addTelling(noun, context);
  addDispute(noun, context);
  addActions(noun, context);
  return noun;
}

function addReading(noun: Command, context: CommandContext): void {
  withLedger(noun.command('list').summary('all incidents, the newest first'))
    .option('--open', 'only those that have not ended')
    .action(async (_own: unknown, self: Command) => {
      const { options, targets, door } = await opened(context, self, { acts: false });
      const document = await door.list(options['open'] === true ? 'open' : 'all');
      await emitPlain({ io: context.io, targets, document, text: incidentListText(document) });
    });
  withLedger(
    noun.command('show <incident>').summary('one incident with its timeline, its cost, and who says what'),
  ).action(async (id: string, _own: unknown, self: Command) => {
    const { targets, door } = await opened(context, self, { acts: false });
    const document = await door.show(id);
    await emitPlain({ io: context.io, targets, document, text: incidentText(document) });
  });
}

function addOpening(noun: Command, context: CommandContext): void {
  withWords(withLedger(noun.command('open').summary('open an incident')))
    .requiredOption('--title <text>', 'what customers feel')
    .requiredOption('--severity <1-4>', '1 is the worst')
    .action(async (_own: unknown, self: Command) => {
      const { options, targets, door } = await opened(context, self, { acts: true });
      const document = await door.open(shaped(incidentOpenRequest, wordsOf(options)));
      await emitPlain({ io: context.io, targets, document, text: incidentAnswerText(document) });
    });
  withWords(withLedger(noun.command('update <incident>').summary('put right what it was opened with')))
    .option('--title <text>', 'what customers feel')
    .option('--severity <1-4>', '1 is the worst; a milder one needs a human')
    .requiredOption('--why <text>', 'why it is put right')
    .action(async (id: string, _own: unknown, self: Command) =>
      tell(context, self, id, (options) => ({
        act: 'update',
        body: shaped(incidentUpdateRequest, { ...wordsOf(options), why: options['why'] }),
      })),
    );
  withLedger(noun.command('import <file>').summary('enter incidents of another record (JSON); what is known stays'))
    .addHelpText('after', '\nThe shape: firebreak schema incident-import-request')
    .action(async (file: string, _own: unknown, self: Command) => {
      const { targets, door } = await opened(context, self, { acts: true });
      const body = shaped(incidentImportRequest, await jsonIn(fileOf(context, file) ?? file));
      const document = await door.import(body);
      await emitPlain({ io: context.io, targets, document, text: incidentImportText(document) });
    });
}

const STAGES = [
  ['declare', 'open', 'what an alarm proposed is one'],
  ['mitigate', 'mitigated', 'customers feel it no more; a human says so'],
  ['close', 'closed', 'it is over and understood; a human says so'],
  ['reopen', 'open', 'it came back, or was closed too early'],
] as const;

function addStages(noun: Command, context: CommandContext): void {
  for (const [name, stage, summary] of STAGES) {
    const command = withLedger(noun.command(`${name} <incident>`).summary(summary));
    if (name !== 'reopen' && name !== 'declare') command.option('--at <moment>', 'since when (now)');
    if (name === 'close') command.option('--as <ending>', 'resolved, duplicate, no-incident (resolved)');
    if (name === 'declare' || name === 'mitigate') command.option('--why <text>', 'how that is known');
    else command.requiredOption('--why <text>', 'how that is known');
    command.action(async (id: string, _own: unknown, self: Command) =>
      tell(context, self, id, ({ at, as: ending, why = name }) => ({
        act: 'stage',
        body: shaped(incidentStageRequest, given({ stage, at, ending, why })),
      })),
    );
  }
}

function addTelling(noun: Command, context: CommandContext): void {
  withLedger(noun.command('note <incident> <text>').summary('tell what was seen; it stands in the timeline'))
    .option('--at <moment>', 'the moment that it is about (now)')
    .option('--source <address>', 'where it can be read')
    .option('--corrects <note>', 'id of a note that this one puts right')
    .action(async (id: string, text: string, _own: unknown, self: Command) =>
      tell(context, self, id, ({ at: about, source, corrects }) => ({
        act: 'note',
        body: shaped(incidentNoteRequest, given({ text, about, source, corrects })),
      })),
    );
  withParty(withLedger(noun.command('impact <incident>').summary('enter what customers felt, as a range')))
    .requiredOption('--measure <name>', 'minutes, orders, users, errors, amount, conversion-drop')
    .requiredOption('--low <number>', 'at least')
    .option('--high <number>', 'at most (as --low)')
    .option('--flow <flow>', 'of one flow')
    .option('--currency <code>', 'of an amount')
    .option('--basis <basis>', 'measured, estimated, reported', 'reported')
    .action(async (id: string, _own: unknown, self: Command) =>
      tell(context, self, id, ({ measure, low, high = low, flow, currency, basis, ...rest }) => ({
        act: 'impact',
        body: shaped(incidentImpactRequest, {
          ...given({ measure, flow, currency, basis }),
          low: Number(low),
          high: Number(high),
          ...partyOf(rest),
        }),
      })),
    );
  withLedger(noun.command('link <incident> <kind> <id>').summary('link a change, rollout, brake, flag, config, ...'))
    .option('--grade <grade>', 'asserted, temporal, spatial, mechanism, intervention', 'asserted')
    .requiredOption('--why <text>', 'what it has to do with it')
    .action(async (id: string, kind: string, linked: string, _own: unknown, self: Command) =>
      tell(context, self, id, ({ grade, why }) => ({
        act: 'link',
        body: shaped(incidentLinkRequest, given({ kind, id: linked, grade, why })),
      })),
    );
}

function addDispute(noun: Command, context: CommandContext): void {
  withParty(
    withLedger(noun.command('dispute <incident>').summary('who says what; with --value, enter what a party says')),
  )
    .option('--subject <subject>', 'trigger, root-cause, ai-role')
    .option('--value <code>', 'what is asserted')
    .option('--deny', 'the party denies it')
    .option('--evidence <class>', 'attested, observed, declared, inferred', 'declared')
    .option('--settle <code>', 'a human settles the subject; what says otherwise stays')
    .option('--withdraw <statement>', 'take a statement back (c1, i1); it stays in the record')
    .option('--why <text>', 'why it is settled or taken back')
    .action(async (id: string, _own: unknown, self: Command) => {
      const { value, settle, withdraw } = self.optsWithGlobals<Options>();
      if ([value, settle, withdraw].some((each) => each !== undefined)) {
        return tell(context, self, id, tellingOfDispute);
      }
      const { targets, door } = await opened(context, self, { acts: false });
      const document = await door.show(id);
      return emitPlain({ io: context.io, targets, document, text: disputeText(document) });
    });
}

function tellingOfDispute(options: Options): IncidentTelling {
  const { subject, value, deny, evidence, settle, withdraw, why, source } = options;
  if (withdraw !== undefined) {
    return { act: 'withdraw', body: shaped(incidentWithdrawRequest, given({ part: withdraw, why })) };
  }
  if (settle !== undefined) {
    return { act: 'settle', body: shaped(incidentSettleRequest, given({ subject, value: settle, why, source })) };
  }
  const stance = deny === true ? 'denies' : 'asserts';
  return {
    act: 'claim',
    body: shaped(incidentClaimRequest, { ...given({ subject, value, evidence, stance }), ...partyOf(options) }),
  };
}

function addActions(noun: Command, context: CommandContext): void {
  withLedger(noun.command('action <incident> [action]').summary('add what is to be done, or say what became of it'))
    .option('--kind <kind>', 'prevent, detect, mitigate, process')
    .option('--text <text>', 'what is to be done')
    .option('--owner <owner>', 'a person or @team')
    .option('--due <day>', 'by when')
    .option('--done <text>', 'it is done: how')
    .option('--drop <text>', 'it will not be done: why; a human says so')
    .action(async (id: string, action: string | undefined, _own: unknown, self: Command) =>
      tell(context, self, id, ({ kind, text, owner, due, done, drop }) => {
        if (action === undefined) {
          return { act: 'action', body: shaped(incidentActionRequest, given({ kind, text, owner, due })) };
        }
        const note = done ?? drop;
        const state = done === undefined ? (drop === undefined ? undefined : 'dropped') : 'done';
        return {
          act: 'action-change',
          body: shaped(incidentActionChangeRequest, given({ action, text, owner, due, state, note })),
        };
      }),
    );
}

async function tell(
  context: CommandContext,
  self: Command,
  id: string,
  tellingOf: (options: Options) => IncidentTelling,
): Promise<void> {
  const telling = tellingOf(self.optsWithGlobals<Options>());
  const { targets, door } = await opened(context, self, { acts: true });
  const document = await door.tell(id, telling);
  await emitPlain({ io: context.io, targets, document, text: incidentAnswerText(document) });
}

async function opened(
  context: CommandContext,
  self: Command,
  { acts }: { readonly acts: boolean },
): Promise<{
  readonly options: Options;
  readonly targets: ReturnType<typeof plainTargets>;
  readonly door: IncidentDoor;
}> {
  const options = self.optsWithGlobals<Options>();
  const targets = plainTargets(options);
  return { options, targets, door: await openIncidentDoor(context, options, { acts }) };
}

function withLedger(command: Command): Command {
  return withServer(command).option(
    '--data <folder>',
    'folder of the log of incidents here (inside the git directory)',
  );
}

function withWords(command: Command): Command {
  return command
    .option('--service <service>', 'what it hurts; repeatable', collect)
    .option('--flow <flow>', 'what it hurts; repeatable', collect)
    .option('--environment <name>', 'where')
    .option('--started <moment>', 'when customers first felt it, as 2026-03-05T13:00:00Z')
    .option('--detected <moment>', 'when somebody knew')
    .option('--detection <source>', 'alarm, alert, customer, employee, partner, press, chance')
    .option('--detail <text>', 'how it was seen');
}

function wordsOf(options: Options): object {
  const { title, severity, service, flow, environment, started, detected, detection, detail } = options;
  return given({
    title,
    severity: severity === undefined ? undefined : Number(severity),
    services: service,
    flows: flow,
    environment,
    started_at: started,
    detected_at: detected,
    detection,
    detail,
  });
}

function withParty(command: Command): Command {
  return command
    .option('--party <name>', 'who says so: a team, a company, a newspaper')
    .option('--text <text>', 'what they say')
    .option('--source <address>', 'where it can be read')
    .option('--said <day>', 'when they said it');
}

function partyOf({ party, text, source, said }: Options): object {
  return given({ party, text, source, said_at: said });
}

function given(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The request in the shape of the contract, with its defaults. UsageError: it does not fit. */
function shaped<T>(
  shape: {
    safeParse(
      value: unknown,
    ):
      | { readonly success: true; readonly data: T }
      | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
  },
  value: unknown,
): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  throw new UsageError(
    `${where === '' ? 'it' : where} does not fit: ${issue?.message ?? ''}`,
    'See firebreak incident --help.',
  );
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A file of incidents is text that people wrote; a larger one is something else. */
const MAX_FILE_BYTES = 4_194_304;

async function jsonIn(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} cannot be read`, 'Check its path and rights.');
  });
  if (text.length > MAX_FILE_BYTES) throw new UsageError(`${path} is too large`, 'Import it in parts.');
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not JSON`, 'See firebreak schema incident-import-request.');
  }
}

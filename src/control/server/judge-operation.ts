import type { Change, CommitId, FilePath, HistoryReader, Identity } from '../../domain/change/index.ts';
import { type ChangeContext, type FlagFacts, NO_CONTEXT, touchedPaths } from '../../domain/gate/index.ts';
import { type Evidence, indexTraces } from '../../domain/provenance/index.ts';
import type { Participant, Signoff } from '../../domain/review/index.ts';
import type { ReviewWork } from '../../domain/review-load/index.ts';
import {
  type Actor,
  type DecidedRevision,
  evolve,
  type OperationOrigin,
  type Submission,
  type SubmissionEvent,
} from '../../domain/submission/index.ts';
import { canonicalJson, Fault } from '../../kernel/index.ts';
import { assess, type Rulebook } from '../assess.ts';
import { keepBrakes } from '../brake/decided-brakes.ts';
import { readBrakes } from '../brake/stream.ts';
import { landedLately, NO_OPEN, openCompanions } from '../companion.ts';
import { foldBefore, referenceOf } from '../history.ts';
import type { World } from '../port.ts';
import { differing, type JudgedProposal, readRulebook, strictest } from '../proposal.ts';
import { openReach } from '../reach.ts';
import { type DocumentOf, decidedOf, forgeOf, signoffKey } from './judge-submission.ts';
import { readOperationContent } from './operation-content.ts';
import { type OperationText, readOperationText } from './operation-text.ts';
import { readPathTouches } from './path-touch.ts';
import type { ServerNode } from './port.ts';
import { tracedRoute } from './route.ts';
import { handle } from './stream.ts';

interface Judging {
  readonly world: World;
  readonly node: ServerNode;
  readonly submission: Submission;
  readonly documentOf: DocumentOf;
  /** Reviews that everybody is asked for now. */
  readonly work: readonly ReviewWork[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Judges the newest revision of an operation by the rules of its repository's protected branch, on the same path as a
 * proposal, and appends what was found. Content that came in between leaves the submission due.
 */
export async function judgeOperation(options: Judging): Promise<JudgedProposal | null> {
  const { world, node, submission, signal } = options;
  const { operation, revision } = submission;
  if (operation === null || revision.contentDigest === null) return null;
  const text = await readOperationText(node, revision.contentDigest);
  if (text === null) {
    throw new Fault({
      kind: 'malformed',
      code: 'document-missing',
      message: `the text of ${submission.id} is not kept`,
    });
  }
  const path = await forgeOf(node, operation).localCopy({ repository: operation.repository, commits: [] });
  const history = await world.openRepository({ path, signal });
  const judged = await judge({ ...options, operation, text, history, path });
  const { assessment, rulebook } = judged;
  const needs = assessment.decision.blockers.some(({ missing }) => missing !== null);
  const touches = needs
    ? await readPathTouches({
        history,
        base: assessment.change.base,
        people: rulebook.catalog.people,
        paths: touchedPaths(assessment.change),
        now: world.now(),
      })
    : [];
  // First the text, then the event that names it: an event never names what is not there.
  const documentDigest = await node.store.documents.put(canonicalJson(options.documentOf(judged)));
  const brakes = await keepBrakes(node.store.documents, judged);
  const decided = withMakers(decidedOf(judged, { documentDigest, brakes }), rulebook, operation);
  const seen = signoffKey(submission);
  await handle({
    store: node.store,
    id: submission.id,
    actor: null,
    now: world.now,
    plan: (state) => {
      const isSame = state?.state === 'open' && state.revision.contentDigest === decided.contentDigest;
      if (state === null || !isSame) return { events: [], answer: null };
      const now = world.now();
      const events: SubmissionEvent[] = [{ kind: 'ChangeDecided', id: state.id, decided }];
      const after = events.reduce<Submission | null>(evolve, state);
      if (after !== null)
        events.push(...tracedRoute(node, { submission: after, judged, touches, work: options.work, now }));
      // Whoever signed, or was named as a prompter, while this was judged was not counted: judge again.
      if (signoffKey(state) !== seen || state.revisions !== submission.revisions) {
        events.push({ kind: 'RecheckAsked', id: state.id, at: now });
      }
      return { events, answer: null };
    },
  });
  return judged;
}

const NO_RECORDS = { notes: new Map(), traces: indexTraces([]) };

async function judge(
  options: Judging & {
    readonly operation: OperationOrigin;
    readonly text: OperationText;
    readonly history: HistoryReader;
    readonly path: string;
  },
): Promise<JudgedProposal> {
  const { world, node, submission, operation, text, history, path } = options;
  const description = await history.describe();
  const base = description.tip;
  const bases: readonly (CommitId | null)[] = description.defaultTips.length > 0 ? description.defaultTips : [base];
  const rulebooks = await Promise.all(
    bases.map((revision) => readRulebook({ world, history, revision, policy: { file: null } })),
  );
  const operations = await readOperationContent({ world, history, base, text });
  const fold = await foldBefore({ history, description, base });
  const landed = await landedLately({ history, description, tips: bases, now: world.now() });
  const { brakes } = await readBrakes(node.store);
  const judged: JudgedProposal[] = [];
  for (const rulebook of differing(rulebooks)) {
    const change = changeOf({ submission, text, base, baseBranch: description.defaultBranch, rulebook, operation });
    const revision = bases[rulebooks.indexOf(rulebook)] ?? null;
    const reader = await openReach({ world, repository: path, history, rulebook, revision, content: 'if-asked' });
    // What stands on the protected branch and uses these paths: no commit holds anything else.
    const { places } = await reader.read({ ...change, head: base });
    await reader.save();
    const now = world.now();
    const assessment = assess({
      change,
      rulebook,
      records: NO_RECORDS,
      companions: openCompanions(NO_RECORDS).questionOf({ change, landed, open: NO_OPEN, sizes: fold.recent().steps }),
      lines: new Map(),
      reference: referenceOf(fold, change),
      // The model of risk learnt from commits, and says nothing of a text.
      risk: null,
      context: contextOf({ submission, text, rulebook, operation }),
      findings: null,
      reach: { operations, places, flags: flagsOf(rulebook, text) },
      pullRequest: { body: text.content, labels: [], author: null },
      environment: agentEvidence(operation),
      brakes,
      now,
    });
    judged.push({ assessment, rulebook, description });
  }
  return strictest(judged);
}

/** The text of an operation is no definitions file, so what it does to one is not known. */
function flagsOf({ configuration }: Rulebook, { paths }: OperationText): FlagFacts {
  const { definitions } = configuration.flags;
  if (definitions === null || !paths.includes(definitions)) return { kind: 'untouched' };
  return {
    kind: 'unread',
    why: 'an operation names the definitions of feature flags; propose the change of the file instead',
  };
}

/** An operation as a change: its paths stand for place and owners, its text for what is read. */
function changeOf(given: {
  readonly submission: Submission;
  readonly text: OperationText;
  readonly base: CommitId | null;
  readonly baseBranch: string | null;
  readonly rulebook: Rulebook;
  readonly operation: OperationOrigin;
}): Change {
  const { submission, text, base, baseBranch, rulebook, operation } = given;
  return {
    id: submission.id,
    kind: text.kind,
    landing: null,
    pullRequest: null,
    headBranch: null,
    baseBranch,
    base,
    head: null,
    author: authorOf(rulebook, operation, submission.author),
    title: text.title,
    at: submission.revision.at,
    commits: [],
    files: text.paths.map((path: FilePath) => ({
      path,
      previousPath: null,
      status: 'modified',
      kind: 'text',
      addedLines: null,
      deletedLines: null,
    })),
    operationLines: text.content.split('\n').length,
    contentDigest: submission.revision.contentDigest,
    gaps: [],
  };
}

/** A name that says of itself that it is software, where a token of an agent submitted any of it. */
const AGENT: Identity = { name: 'agent', mail: 'agent[bot]@firebreak.invalid' };

function authorOf(rulebook: Rulebook, { makers }: OperationOrigin, { personId }: Actor): Identity {
  if (makers.some(({ isAutomated }) => isAutomated)) return AGENT;
  const person = personId === null ? undefined : rulebook.catalog.people.byId.get(personId);
  return { name: person?.id ?? '', mail: person?.mails[0] ?? '' };
}

/** Observed by this server itself: the token says that software acts by itself. */
function agentEvidence({ makers }: OperationOrigin): readonly Evidence[] {
  if (!makers.some(({ isAutomated }) => isAutomated)) return [];
  return [
    {
      class: 'observed',
      assistance: 'ai',
      tool: null,
      place: 'environment',
      commit: null,
      line: null,
      text: 'submitted with the token of an agent',
      confidence: 1,
    },
  ];
}

function contextOf(given: {
  readonly submission: Submission;
  readonly text: OperationText;
  readonly rulebook: Rulebook;
  readonly operation: OperationOrigin;
}): ChangeContext {
  const { submission, text, rulebook, operation } = given;
  const { people } = rulebook.catalog;
  const person = people.byId.get(submission.author.personId ?? '');
  const makers = operation.makers.map(
    // Who owns the token of an agent directs it.
    ({ personId, handle, isAutomated }): Participant => ({
      role: isAutomated ? 'prompter' : 'author',
      personId,
      mail: null,
      handle,
    }),
  );
  const prompters = operation.prompters.map((who): Participant => ({ role: 'prompter', ...claimed(rulebook, who) }));
  return {
    ...NO_CONTEXT,
    body: text.content,
    authorHandle: operation.makers.some(({ isAutomated }) => isAutomated) ? null : (person?.handles[0] ?? null),
    participants: [...makers, ...prompters],
    signoffs: submission.signoffs.map(
      ({ by, contentDigest, at, source, isEdited }): Signoff => ({
        by: { personId: by.personId, mail: null, handle: by.handle },
        contentDigest,
        at,
        source,
        edited: isEdited,
      }),
    ),
  };
}

/** A person of the catalog, a mail, or a handle. */
function claimed({ catalog }: Rulebook, who: string): Omit<Participant, 'role'> {
  const nobody = { personId: null, mail: null, handle: null };
  if (catalog.people.byId.has(who)) return { ...nobody, personId: who };
  return who.includes('@') && !who.startsWith('@') ? { ...nobody, mail: who } : { ...nobody, handle: who };
}

/** None of them may sign, whatever the author's mail tells. */
function withMakers(decided: DecidedRevision, rulebook: Rulebook, operation: OperationOrigin): DecidedRevision {
  const { byId, byMail, byHandle } = rulebook.catalog.people;
  const named = operation.prompters.map((who) => claimed(rulebook, who));
  const prompters = named.flatMap(({ personId, mail, handle }) => {
    const person =
      byId.get(personId ?? '') ?? byMail.get(mail?.toLowerCase() ?? '') ?? byHandle.get(comparable(handle));
    return person === undefined ? [] : [person.id];
  });
  const submitters = operation.makers.flatMap(({ personId }) => personId ?? []);
  return { ...decided, makers: [...new Set([...decided.makers, ...submitters, ...prompters])] };
}

function comparable(handle: string | null): string {
  return (handle ?? '').replace(/^@/, '').toLowerCase();
}

import { type BrakeHold, holdsOn, targetOf } from '../../domain/brake/index.ts';
import {
  brakedGate,
  type DeploymentGate,
  GATE_GRACE_MS,
  type GateDecision,
  type GateEvent,
  gateNextStep,
  judgeGate,
} from '../../domain/deployment/index.ts';
import type { ForgeName, ForgeNotice } from '../../domain/forge/index.ts';
import type { Submission } from '../../domain/submission/index.ts';
import { PAGE } from '../../event-log/index.ts';
import { DAY_MS, digestOfJson, Fault, type Instant, toIso } from '../../kernel/index.ts';
import { askOfChanges } from '../brake/question.ts';
import type { World } from '../port.ts';
import { submissionIds } from './commit-record.ts';
import { gateStream, newGateEvent } from './gate-event.ts';
import { readGateRecord } from './gate-record.ts';
import { DUE_GATES, type DueGate, GATES_BY_CHANGE, type GateRow } from './gate-view.ts';
import { forgeOf } from './judge-submission.ts';
import type { ServerNode } from './port.ts';
import { SUBMISSIONS } from './view.ts';

const CLAIM_MS = 5 * 60_000;
/** A forge ends what waits after this (GitHub: 30 days); later nobody takes an answer. */
const ENDED_MS = 30 * DAY_MS;
/** GitHub takes ten answers for one deployment; the last word must still fit. */
const MAX_ANSWERS = 5;
/** What waits is looked at each pass while it is new, then once a minute; what fails, ever more seldom. */
const NEW_MS = 10 * 60_000;
const WAIT_MS = 60_000;
const MAX_FAULT_PAUSE_MS = 6 * 60 * 60_000;

/** What one pass needs; `linkTo` gives the page of a change, `null` where no public address is configured. */
export interface AnsweringGates {
  readonly world: World;
  readonly node: ServerNode;
  readonly linkTo: (id: string) => string | null;
  readonly onFault: (about: string, error: unknown) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Records that a deployment waits for a word; the reconciler answers. Asking twice is asking once. */
export async function takeGate(options: {
  readonly node: ServerNode;
  readonly forge: ForgeName;
  readonly notice: Extract<ForgeNotice, { kind: 'deployment-gate' }>;
  readonly now: Instant;
}): Promise<void> {
  const { node, forge, notice, now } = options;
  const { repository, environment, commit, callback, attempt } = notice;
  const id = digestOfJson([forge, repository, environment, commit, callback, attempt]);
  const gate: DeploymentGate = { id, forge, repository, environment, commit, callback };
  // Refused where the stream is there already: it was asked before.
  await node.store.append({
    stream: gateStream(id),
    expected: 0,
    events: [newGateEvent({ kind: 'DeploymentGateAsked', gate }, now)],
  });
}

/** Answers every deployment that waits and can be answered; a fault of one never stops the others. */
export async function answerGates(options: AnsweringGates): Promise<void> {
  const { node, onFault, signal } = options;
  for (let after = ''; ; ) {
    const page = await node.store.listDocuments(DUE_GATES, { after, limit: PAGE });
    for (const { key } of page) {
      signal?.throwIfAborted();
      await answerOne(options, key).catch((error: unknown) => {
        signal?.throwIfAborted();
        onFault(key, error);
      });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.key;
  }
}

/** What was said of deployments that bring this change; oldest first. */
export async function gatesOfChange(node: ServerNode, id: string): Promise<readonly GateRow[]> {
  return ((await node.store.readDocument(GATES_BY_CHANGE, id)) as readonly GateRow[] | null) ?? [];
}

async function answerOne(options: AnsweringGates, id: string): Promise<void> {
  const { world, node } = options;
  const name = `deployment-gate:${id}`;
  const lease = await node.store.leases.claim({ name, holder: node.holder, now: world.now(), ttlMs: CLAIM_MS });
  if (lease === null) return;
  const held = { name, token: lease.token };
  let pauseMs = 0;
  try {
    const due = (await node.store.readDocument(DUE_GATES, id)) as DueGate | null;
    if (due === null) return;
    const age = world.now() - due.since;
    pauseMs = Math.min(MAX_FAULT_PAUSE_MS, age / 10);
    await decideAndTell({ ...options, due, held });
    pauseMs = age < NEW_MS ? 0 : WAIT_MS;
  } finally {
    // Kept for the pause, so that no node looks sooner; a crash ends it like any other claim.
    if (pauseMs < 1) await node.store.leases.release(held);
    else await node.store.leases.renew({ ...held, now: world.now(), ttlMs: Math.ceil(pauseMs) });
  }
}

interface Held extends AnsweringGates {
  readonly due: DueGate;
  readonly held: { readonly name: string; readonly token: number };
}

async function decideAndTell(options: Held): Promise<void> {
  const { world, due } = options;
  const { gate } = due;
  const ageMs = world.now() - due.since;
  if (ageMs >= ENDED_MS) {
    const state = due.decision?.state ?? 'waiting';
    await append(options, { kind: 'DeploymentGateAnswered', gate, state, outcome: 'too-late' });
    return;
  }
  // What was decided and not told yet is told, whatever became of it: the log says what was answered.
  if (due.decision !== null && !due.isAnswered) return tell(options, due.decision);
  // A signal of its own: whoever listens to the node's is never let go of while the node runs.
  const signal = options.signal === undefined ? undefined : AbortSignal.any([options.signal]);
  const record = await readGateRecord({ ...options, gate, signal });
  const judged: GateDecision =
    record === 'again'
      ? { state: 'approved', reasons: [], changes: [] }
      : judgeGate(gate, { record, proposed: await proposedAs(options, gate), ageMs });
  // What ran there before is a way back, which no brake holds.
  const decision = record === 'again' ? judged : brakedGate(judged, await brakesOver(options, judged.changes));
  if (decision.state === 'waiting') {
    const isNew = ageMs < GATE_GRACE_MS;
    const isSaid = due.decision !== null && wordingOf(due.decision) === wordingOf(decision);
    if (isNew || isSaid || due.answers >= MAX_ANSWERS) return;
  }
  if (await append(options, { kind: 'DeploymentGateDecided', gate, decision })) await tell(options, decision);
}

/** Brakes over any of the changes that a deployment brings; where none is known, over what it may bring. */
async function brakesOver({ world, node }: Held, changes: readonly string[]) {
  const now = world.now();
  const question = await askOfChanges(node.store, now);
  const found = new Map<string, { code: 'braked'; commit: null; submission: string | null; text: string }>();
  for (const submission of changes) {
    const state = (await node.store.readDocument(SUBMISSIONS, submission)) as Submission | null;
    for (const hold of state === null ? [] : await question.holds(state)) {
      const known = { code: 'braked', commit: null, submission, text: heldText(hold) } as const;
      if (!found.has(hold.brake)) found.set(hold.brake, known);
    }
  }
  if (changes.length === 0) {
    for (const hold of holdsOn(question.active, targetOf({}))) {
      found.set(hold.brake, { code: 'braked', commit: null, submission: null, text: heldText(hold) });
    }
  }
  return [...found.values()];
}

/** The reason that somebody gave stays out: it would be read as Markdown. */
function heldText({ brake, until }: BrakeHold): string {
  return until === null ? `${brake} holds it until a human releases it` : `${brake} holds it until ${toIso(until)}`;
}

async function proposedAs({ node }: Held, { forge, repository, commit }: DeploymentGate): Promise<readonly string[]> {
  const ids = await submissionIds(node, `head:${commit}`);
  return ids.filter((id) => id.startsWith(`${forge}:${repository}#`)).reverse();
}

async function tell(options: Held, decision: GateDecision): Promise<void> {
  const { node, due, linkTo } = options;
  const { gate } = due;
  const { repository, environment, callback } = gate;
  const { state } = decision;
  const comment = gateComment(decision, linkTo);
  let outcome: 'taken' | 'too-late' = 'taken';
  try {
    await forgeOf(node, gate).answerDeployment({ repository, environment, callback, state, comment });
  } catch (error) {
    // The forge understood the answer and does not want it: it was answered before, or the run is over.
    if (!(error instanceof Fault) || error.code !== 'forge-refused') throw error;
    options.onFault(gate.id, error);
    outcome = 'too-late';
  }
  await append(options, { kind: 'DeploymentGateAnswered', gate, state, outcome });
}

/** Whether this node still had the right to. */
async function append({ world, node, due, held }: Held, event: GateEvent): Promise<boolean> {
  const events = [newGateEvent(event, world.now())];
  const stream = gateStream(due.gate.id);
  return (await node.store.append({ stream, expected: 'any', events, fence: held })).ok;
}

function wordingOf({ state, reasons }: GateDecision): string {
  return [state, ...reasons.map(({ code, commit }) => `${code} ${commit}`)].join('\n');
}

const SENTENCE = {
  approved: 'Everything that this deployment brings was let pass.',
  rejected: 'This deployment brings what was not let pass.',
  waiting: 'Whether this deployment may go cannot be told yet, so it waits.',
} as const;

/** Markdown; ids and reasons hold nothing that somebody outside could have written. */
function gateComment({ state, reasons }: GateDecision, linkTo: AnsweringGates['linkTo']): string {
  if (reasons.length === 0) return `Firebreak: ${SENTENCE[state]}`;
  const lines = reasons.map(({ submission, commit, text }) => {
    const link = submission === null ? null : linkTo(submission);
    const change = submission === null ? '' : link === null ? `${submission}, ` : `[${submission}](${link}), `;
    return `- ${change}${commit === null ? '' : `commit ${commit.slice(0, 12)}: `}${text}`;
  });
  return [`Firebreak: ${SENTENCE[state]}`, '', ...lines, '', `**Next:** ${gateNextStep(reasons)}`].join('\n');
}

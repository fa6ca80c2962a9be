import type { ChangeReport, DecisionDocument } from '../../contract/index.ts';
import {
  type Actor,
  activeOverride,
  type Envelope,
  type GateRow,
  gatesOfChange,
  loadSubmission,
  type Permission,
  type Principal,
  readHistoryOf,
  type Submission,
  verdictOf,
} from '../../control/index.ts';
import { Fault, type Instant, instant, printable } from '../../kernel/index.ts';
import { keptDecision } from './kept-decision.ts';
import { mayOr } from './may.ts';
import { operationPart } from './operation-part.ts';
import type { Plane } from './plane.ts';
import { type ChangeInQueue, queueRung, queueStandingOfChange } from './queue-standing.ts';
import { shortfallOf } from './review-short.ts';
import { type ChangeRollout, rolloutOfChange, rolloutRung } from './rollout-rung.ts';
import { rowOf } from './row.ts';
import { isoTime } from './time.ts';
import { eventText, gateText } from './timeline.ts';
import { viewerOf } from './viewer.ts';

/** Events of one change that are shown, the newest. */
const MAX_TIMELINE = 500;

/** Screen "Change": why is this held and what clears it? Fault: no such change. */
export async function changeReport(plane: Plane, principal: Principal, id: string): Promise<ChangeReport> {
  const { state } = await loadSubmission(plane.node.store, id);
  if (state === null) throw noSuchChange(id);
  const now = plane.world.now();
  const [decision, history, gates, inQueue, rolledOut] = await Promise.all([
    keptDecision(plane, state),
    readHistoryOf(plane.node.store, id),
    gatesOfChange(plane.node, id),
    queueStandingOfChange(plane, state),
    rolloutOfChange(plane, id),
  ]);
  const told = [...history.slice(-MAX_TIMELINE).map(timelineOf), ...gates.map(gateOf)];
  const { revision, decided } = state;
  return {
    schema: 'firebreak.change/v1',
    as_of: isoTime(now),
    viewer: viewerOf(principal),
    change: rowOf(state, now),
    revision: {
      head: revision.head,
      base: revision.base,
      head_branch: revision.headBranch === null ? null : printable(revision.headBranch),
      base_branch: revision.baseBranch === null ? null : printable(revision.baseBranch),
      content_digest: revision.contentDigest,
      at: isoTime(revision.at),
    },
    ladder: ladderOf(state, { decision, queue: inQueue, rolledOut, now }),
    rollout: rolledOut?.rollout.id ?? null,
    decision,
    current: decided !== null && decided.head === revision.head && !state.isDue,
    signoffs: state.signoffs.map((signoff) => signoffOf(state, signoff)),
    asks: state.asks.map(({ person, why, minutes, at, dueAt, pair = null }) => ({
      person,
      pair,
      why: printable(why),
      minutes,
      at: isoTime(at),
      due_at: isoTime(dueAt),
    })),
    shortfalls: state.shortfalls.map(shortfallOf),
    operation: await operationPart(plane.node, state, now),
    returned:
      state.returned === null
        ? null
        : {
            by: actorOf(state.returned.by),
            reason: printable(state.returned.reason),
            at: isoTime(state.returned.at),
          },
    overrides: state.overrides.map((each) => ({
      id: each.id,
      by: actorOf(each.by),
      reason: printable(each.reason),
      ticket: printable(each.ticket),
      at: isoTime(each.at),
      expires_at: isoTime(each.expiresAt),
      active: activeOverride(state, now)?.id === each.id,
      skipped: [...each.skipped],
      review:
        each.review === null
          ? null
          : { by: actorOf(each.review.by), at: isoTime(each.review.at), finding: printable(each.review.finding) },
    })),
    timeline: told.toSorted((a, b) => a.position - b.position).slice(-MAX_TIMELINE),
    queue: inQueue.standing,
    may: mayOf(state, principal),
  };
}

/** The fault of an address that names no change. */
export function noSuchChange(id: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-change',
    message: `there is no change ${printable(id)} here`,
    fix: 'Open it from the list of changes; an id reads like github:OWNER/NAME#7.',
  });
}

function timelineOf(envelope: Envelope): ChangeReport['timeline'][number] {
  const { position, at, type, actor } = envelope;
  return { position, at: isoTime(at), type, actor, text: printable(eventText(envelope)) };
}

function gateOf(row: GateRow): ChangeReport['timeline'][number] {
  const { position, at, type } = row;
  return { position, at: isoTime(instant(at)), type, actor: null, text: printable(gateText(row)) };
}

function actorOf({ personId, handle }: Actor) {
  return { person: personId, handle: handle === null ? null : printable(handle) };
}

function signoffOf(state: Submission, signoff: Submission['signoffs'][number]): ChangeReport['signoffs'][number] {
  const { id, by, at, source, contentDigest, isEdited, comment } = signoff;
  const makers = state.decided?.makers ?? [];
  const why = isEdited
    ? 'its text was changed after it was given'
    : contentDigest !== state.revision.contentDigest
      ? 'the content changed after it was given'
      : by.personId !== null && makers.includes(by.personId)
        ? 'whoever made the change does not sign it'
        : by.isAutomated
          ? 'software does not sign'
          : null;
  const said = comment === undefined ? null : printable(comment);
  return { id, by: actorOf(by), at: isoTime(at), source, counts: why === null, why_not: why, comment: said };
}

type Rung = ChangeReport['ladder'][number];

/** The way to production: the first rung that is not done is where the change stands. */
function ladderOf(
  state: Submission,
  given: {
    readonly decision: DecisionDocument | null;
    readonly queue: ChangeInQueue;
    readonly rolledOut: ChangeRollout | null;
    readonly now: Instant;
  },
): Rung[] {
  const { decision, queue, rolledOut, now } = given;
  const { verdict } = verdictOf(state, now);
  const enforced = (decision?.blockers ?? []).filter(({ mode }) => mode === 'enforce');
  const signing = enforced.filter(({ code }) => /\/(?:two-person|signoff-)/.test(code));
  const refusing = enforced.filter(({ code, rule }) => code === rule);
  const evidence = enforced.filter((each) => !signing.includes(each) && !refusing.includes(each));
  const isOpen = state.state === 'open';
  const isProposal = state.kind === 'proposal';
  const judged = verdict !== 'undecided';
  const passes = verdict === 'allow';
  const rung = (step: Rung['step'], open: readonly { readonly message: string }[], text: string): Rung => {
    const [first] = open;
    if (!judged) return { step, state: 'later', text: 'waits for the decision' };
    return first === undefined || passes
      ? { step, state: 'done', text }
      : { step, state: 'stuck', text: first.message };
  };
  const rungs: Rung[] = [
    judged
      ? { step: 'intent', state: 'done', text: `judged by ${decision?.policy.source ?? 'its policy'}` }
      : { step: 'intent', state: isOpen ? 'now' : 'later', text: 'the newest revision is being judged' },
    rung('evidence', evidence, `${decision?.evidence.length ?? 0} pieces of evidence found`),
    rung(
      'risk',
      refusing,
      state.decided?.tier === null ? 'no rule refuses it' : `tier ${state.decided?.tier ?? 'unknown'}`,
    ),
    rung(
      'sign-off',
      state.returned !== null ? [{ message: `sent back: ${printable(state.returned.reason)}` }] : signing,
      `${state.signoffs.length} given`,
    ),
    queueRung(queue, { isProposal, passes: passes && isOpen }),
    rolloutRung(rolledOut),
    state.state === 'landed'
      ? { step: 'live', state: 'done', text: isProposal ? 'landed' : 'carried out' }
      : {
          step: 'live',
          state: passes && isOpen && queue.queue !== 'there' ? 'now' : 'later',
          text: passes ? (isProposal ? 'may land' : 'may be carried out; mark it as done afterwards') : 'not yet',
        },
  ];
  let stuck = false;
  return rungs.map((each) => {
    if (each.state !== 'stuck') return each;
    if (stuck) return { ...each, state: 'later' };
    stuck = true;
    return each;
  });
}

function mayOf(state: Submission, principal: Principal): ChangeReport['may'] {
  const person = principal.kind === 'session' || principal.kind === 'login' ? principal.personId : null;
  const made =
    person !== null && (state.author.personId === person || (state.decided?.makers.includes(person) ?? false));
  const closed = state.state === 'open' ? null : 'it is no longer open';
  const unread = state.revision.contentDigest === null ? 'its content was not read yet' : null;
  const nobody = person === null ? 'your account is no person of the catalog' : null;
  const rule = (permission: Permission, ...why: readonly (string | null)[]) => mayOr(principal, permission, why);
  const signed = state.signoffs.some(
    ({ by, contentDigest }) => by.personId === person && contentDigest === state.revision.contentDigest,
  );
  const asked = state.asks.some((ask) => ask.person === person);
  const passes = state.decided?.decision === 'allow' ? 'nothing holds it' : null;
  const owed = state.overrides.some(({ review }) => review === null) ? 'the last override was not reviewed yet' : null;
  return {
    sign: rule(
      'sign-off',
      closed,
      nobody,
      unread,
      made ? 'whoever made the change does not sign it' : null,
      signed ? 'you signed this content already' : null,
    ),
    return: rule('return', closed, nobody, unread),
    delegate: rule('delegate', closed, nobody, asked ? null : 'you are not asked'),
    override: rule('override', closed, nobody, unread, passes, owed),
    recheck: rule('submit', closed),
  };
}

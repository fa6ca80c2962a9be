import { personOf } from '../../domain/catalog/index.ts';
import type { Change } from '../../domain/change/index.ts';
import type { Forge, ForgeAccount, ForgeChange, ForgeRef, ForgeReview } from '../../domain/forge/index.ts';
import { NO_CONTEXT, touchedPaths } from '../../domain/gate/index.ts';
import type { Signoff } from '../../domain/review/index.ts';
import type { PathTouch, ReviewWork } from '../../domain/review-load/index.ts';
import {
  type Actor,
  commandReview,
  type DecidedBrakes,
  type DecidedRevision,
  evolve,
  isOfNewest,
  knownSignoff,
  observeChange,
  observeReview,
  type Submission,
  type SubmissionEvent,
} from '../../domain/submission/index.ts';
import { canonicalJson, digestOf, Fault, type Instant } from '../../kernel/index.ts';
import type { Rulebook } from '../assess.ts';
import { keepBrakes } from '../brake/decided-brakes.ts';
import { readBrakes } from '../brake/stream.ts';
import type { StatedContext, World } from '../port.ts';
import { type JudgedProposal, judgeProposal } from '../proposal.ts';
import { cohortOf } from '../queue/content.ts';
import { readOpenBeside } from './open-proposal.ts';
import { readPathTouches } from './path-touch.ts';
import type { ServerNode } from './port.ts';
import { tracedRoute } from './route.ts';
import { handle } from './stream.ts';

/** Reasons that one event holds; the whole document is kept beside the log. */
const MAX_REASONS = 200;

const NO_ENVIRONMENT: World['environment'] = { variables: {}, hasDevinFolder: false };

/** What is kept of a decision beside the log, and shown. */
export type DocumentOf = (judged: JudgedProposal) => unknown;

/** The forge of a submission; a Fault where this server does not serve it. */
export function forgeOf(node: ServerNode, { forge }: Pick<ForgeRef, 'forge'>): Forge {
  const found = node.forges.find(({ name }) => name === forge);
  if (found !== undefined) return found;
  throw new Fault({
    kind: 'usage',
    code: 'unknown-forge',
    message: `this server serves no forge named ${forge}`,
    fix: 'Configure it, as the guide for platform admins says.',
  });
}

/**
 * Judges the newest revision of a proposal with what the forge says of it now, by the same path as `firebreak check`, and
 * appends what was found. When something was said in between (a push, a sign-off), the decision does not count as the
 * newest and the submission stays due.
 */
export async function judgeSubmission(options: {
  readonly world: World;
  readonly node: ServerNode;
  readonly submission: Submission;
  readonly documentOf: DocumentOf;
  /** Reviews that everybody is asked for now. */
  readonly work: readonly ReviewWork[];
  /** All submissions that are open. */
  readonly open: readonly Submission[];
  readonly signal?: AbortSignal | undefined;
}): Promise<JudgedProposal | null> {
  const { world, node, submission } = options;
  const { ref } = submission;
  if (ref === null) return null;
  const forge = forgeOf(node, ref);
  const told = await forge.readChange(ref);
  if (told === null || told.state !== 'open') {
    await closeGone({ node, submission, told, now: world.now });
    return null;
  }
  const commands = (await forge.readComments(ref)).flatMap((comment) => commandReview(comment, told.head) ?? []);
  const reviews = [...(await forge.readReviews(ref)), ...commands].sort((a, b) => a.at - b.at);
  const path = await forge.localCopy({ repository: ref.repository, commits: [told.head] });
  const current = observeChange(submission, told, { author: submission.author, now: world.now() }).reduce(
    (state: Submission, event) => evolve(state, event) ?? state,
    submission,
  );
  const judged = await judgeProposal({
    // Agents that run beside the server have nothing to do with anybody's change.
    world: { ...world, environment: NO_ENVIRONMENT },
    repository: path,
    selector: { kind: 'branch', head: told.head, base: told.baseBranch },
    policy: { file: null },
    stated: (change) => statedBy({ change, told, reviews, submission: current }),
    scannerFiles: [],
    brakes: (await readBrakes(node.store)).brakes,
    open: (known) =>
      readOpenBeside({ ...known, forge, told, submission: current, open: options.open, now: world.now() }),
    signal: options.signal,
  });
  const { assessment, rulebook } = judged;
  const needs = assessment.decision.blockers.some(({ missing }) => missing !== null);
  const touches = needs
    ? await readPathTouches({
        history: await world.openRepository({ path, signal: options.signal }),
        base: assessment.change.base,
        people: rulebook.catalog.people,
        paths: touchedPaths(assessment.change),
        now: world.now(),
      })
    : [];
  await append({ ...options, judged, told, reviews, touches });
  return judged;
}

async function append(options: {
  readonly world: World;
  readonly node: ServerNode;
  readonly submission: Submission;
  readonly documentOf: DocumentOf;
  readonly judged: JudgedProposal;
  readonly told: ForgeChange;
  readonly reviews: readonly ForgeReview[];
  readonly touches: readonly PathTouch[];
  readonly work: readonly ReviewWork[];
}): Promise<void> {
  const { world, node, submission, judged, told, reviews, touches, work } = options;
  // First the text, then the event that names it: an event never names what is not there.
  const documentDigest = await node.store.documents.put(canonicalJson(options.documentOf(judged)));
  const brakes = await keepBrakes(node.store.documents, judged);
  const decided = withProposer(decidedOf(judged, { documentDigest, brakes }), actorOf(judged.rulebook, told.author));
  const { rulebook } = judged;
  const seen = signoffKey(submission);
  await handle({
    store: node.store,
    id: submission.id,
    actor: null,
    now: world.now,
    plan: (state) => {
      if (state === null || state.state !== 'open') return { events: [], answer: null };
      // A push that came while this was judged: what the forge said before it is no longer true, and it is still to be judged.
      const { head: tip, baseBranch } = state.revision;
      const hasMoved = tip !== submission.revision.head || baseBranch !== submission.revision.baseBranch;
      if (hasMoved && (tip !== told.head || baseBranch !== told.baseBranch)) return { events: [], answer: null };
      const now = world.now();
      const observed = observeChange(state, told, { author: state.author, now });
      const { head, contentDigest } = decided;
      const events: SubmissionEvent[] = [...observed, { kind: 'ContentRead', id: state.id, head, contentDigest }];
      let after = events.reduce<Submission | null>(evolve, state);
      for (const review of reviews) {
        if (after === null) break;
        const more = observeReview(after, review, { by: actorOf(rulebook, review.by), now });
        events.push(...more);
        after = more.reduce<Submission | null>(evolve, after);
      }
      events.push({ kind: 'ChangeDecided', id: state.id, decided });
      after = after === null ? null : evolve(after, { kind: 'ChangeDecided', id: state.id, decided });
      if (after !== null) events.push(...tracedRoute(node, { submission: after, judged, touches, work, now }));
      // What was said while this was judged, here or on the forge, was not counted: judge again.
      if (signoffKey(state) !== seen) events.push({ kind: 'RecheckAsked', id: state.id, at: now });
      return { events, answer: null };
    },
  });
}

/** What was said when the judging began; asks do not matter for a verdict. */
export function signoffKey({ signoffs, returned, overrides, rechecks }: Submission): string {
  const parts = signoffs
    .filter(({ source, isEdited }) => source !== 'forge-review' || isEdited)
    .map(({ id, isEdited }) => `${id}${isEdited}`);
  return [rechecks, ...parts, returned?.at ?? '', ...overrides.map(({ id }) => id)].join(' ');
}

async function closeGone(options: {
  readonly node: ServerNode;
  readonly submission: Submission;
  readonly told: ForgeChange | null;
  readonly now: () => Instant;
}): Promise<void> {
  const { node, submission, told, now } = options;
  await handle({
    store: node.store,
    id: submission.id,
    actor: null,
    now,
    plan: (state) =>
      state === null || state.state !== 'open'
        ? { events: [], answer: null }
        : { events: closing(state, told, now()), answer: null },
  });
}

/** A head that the forge tells and nobody judged is no longer what a verdict was about. */
function closing(state: Submission, told: ForgeChange | null, now: Instant): readonly SubmissionEvent[] {
  if (told !== null && told.state !== 'open') return observeChange(state, told, { author: state.author, now });
  return [{ kind: 'ChangeClosed', id: state.id, as: 'closed', at: now }];
}

/** What the forge and the control plane say of a change: its text, who directed it, who signed which content. */
function statedBy(options: {
  readonly change: Change;
  readonly told: ForgeChange;
  readonly reviews: readonly ForgeReview[];
  readonly submission: Submission;
}): StatedContext {
  const { change, told, reviews, submission } = options;
  const given = submission.signoffs
    .filter(({ source }) => source !== 'forge-review')
    .map(
      ({ by, contentDigest, at, source, isEdited }): Signoff => ({
        by: { personId: by.personId, mail: null, handle: by.handle },
        contentDigest,
        at,
        source,
        edited: isEdited,
      }),
    );
  const { contentDigest } = change;
  const reviewed = standingApprovals(reviews).flatMap((review): readonly Signoff[] =>
    contentDigest === null || review.by.isBot
      ? []
      : [
          {
            by: { personId: null, mail: null, handle: review.by.handle },
            contentDigest: boundTo(submission, review, { contentDigest }),
            at: review.at,
            source: 'forge-review',
            edited: review.isEdited || (knownSignoff(submission, review)?.isEdited ?? false),
          },
        ],
  );
  return {
    context: {
      ...NO_CONTEXT,
      body: told.body,
      authorHandle: accountOf(told),
      signoffs: [...given, ...reviewed],
    },
    pullRequest: {
      body: told.body,
      labels: told.labels,
      author: accountOf(told),
      headBranch: told.headBranch,
      baseBranch: told.baseBranch,
    },
  };
}

/** Where a forge knows no accounts it gives a mail, which the commits tell better. */
function accountOf({ author }: ForgeChange): string | null {
  return author.handle.includes('@') ? null : author.handle;
}

/**
 * What was looked at: known from when the approval was first seen, so that a clean rebase does not lose it and a change of the
 * base does not carry it along; else what stands there now, if that is what stood there when it was given.
 */
function boundTo(
  submission: Submission,
  review: ForgeReview,
  now: { readonly contentDigest: Signoff['contentDigest'] },
): Signoff['contentDigest'] {
  const known = knownSignoff(submission, review);
  if (known !== null) return known.contentDigest;
  if (isOfNewest(submission, review)) return now.contentDigest;
  return `commit:${review.commit}` as Signoff['contentDigest'];
}

/** The last word of each reviewer, where it is an approval. */
function standingApprovals(reviews: readonly ForgeReview[]): readonly ForgeReview[] {
  const last = new Map<string, ForgeReview>();
  for (const review of reviews) if (review.state !== 'commented') last.set(review.by.handle, review);
  return [...last.values()].filter(({ state }) => state === 'approved');
}

/** An account of the forge as the catalog knows it. */
export function actorOf(rulebook: Rulebook | null, { handle, isBot }: ForgeAccount): Actor {
  const person = rulebook === null ? null : personOf(rulebook.catalog.people, { mail: null, handle });
  return { personId: person?.id ?? null, handle, isAutomated: isBot };
}

/** Under the handle alone: a mail of somebody else in the commits must not hide who proposed it. */
function withProposer(decided: DecidedRevision, { personId }: Actor): DecidedRevision {
  if (personId === null || decided.makers.includes(personId)) return decided;
  return { ...decided, makers: [...decided.makers, personId] };
}

/** What the log keeps of a decision. */
export function decidedOf(
  { assessment, rulebook }: JudgedProposal,
  kept: { readonly documentDigest: DecidedRevision['documentDigest']; readonly brakes: DecidedBrakes | null },
): DecidedRevision {
  const { documentDigest, brakes } = kept;
  const { change, decision, place, provenance, risk, facts } = assessment;
  const people = rulebook.catalog.people;
  const mails = [
    change.author.mail,
    ...change.commits.flatMap(({ author, committer }) => [author.mail, committer.mail]),
  ];
  const makers = mails.flatMap((mail) => personOf(people, { mail, handle: null })?.id ?? []);
  const { id } = facts.values.author;
  const cohort = cohortOf(assessment);
  return {
    head: change.head,
    contentDigest: change.contentDigest,
    decision: decision.decision,
    wouldDecide: decision.wouldDecide,
    mode: decision.mode,
    policyDigest: decision.policyDigest,
    factsDigest: decision.factsDigest,
    documentDigest,
    tier: place?.tier ?? null,
    assistance: provenance.assistance,
    cohort: cohort === null ? null : digestOf(cohort),
    risk: risk?.probability ?? null,
    reviewMinutes: decision.review.minutes,
    seniorMinutes: decision.seniorMinutes,
    services: place?.services ?? [],
    makers: [...new Set([...(typeof id === 'string' ? [id] : []), ...makers])],
    reasons: decision.blockers
      .slice(0, MAX_REASONS)
      .map(({ code, rule, mode, effect }) => ({ code, rule, mode, effect })),
    ...(brakes === null ? {} : { brakes }),
    at: decision.decidedAt,
  };
}

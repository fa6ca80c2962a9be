import type { NowReport } from '../../contract/index.ts';
import { countFindings, owedReviews, type Principal, type Submission, verdictOf } from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';
import { newestFindings } from './finding.ts';
import type { Plane } from './plane.ts';
import { shipReport } from './ship.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** Asks shown at once: more is a list, not an answer. */
const MAX_ASKS = 7;
/** What was found lately; the rest stands on its own page. */
const MAX_FINDINGS = 3;
const MINUTE_MS = 60_000;
/** A tier-0 change that waits costs more than a tier-3 one that waits as long. */
const TIER_WEIGHT = [8, 4, 2, 1] as const;

type Verdict = ReturnType<typeof verdictOf>['verdict'];
type Ask = NowReport['asks'][number];

/** Screen "Now": is it safe to ship, and does anything wait for me? */
export async function nowReport(plane: Plane, principal: Principal): Promise<NowReport> {
  const { node, world, board } = plane;
  const now = world.now();
  const [open, owed, events, checkpoint, findings, newest, ship] = await Promise.all([
    board.open(),
    owedReviews(node),
    node.store.head(),
    node.store.lastCheckpoint(),
    countFindings(node),
    newestFindings(node, MAX_FINDINGS),
    shipReport(plane, now),
  ]);
  const judged = open.map((submission) => ({ submission, verdict: verdictOf(submission, now).verdict }));
  const count = (wanted: Verdict): number => judged.filter(({ verdict }) => verdict === wanted).length;
  const viewer = viewerOf(principal);
  return {
    schema: 'firebreak.now/v1',
    as_of: isoTime(now),
    viewer,
    ship,
    services: servicesOf(judged, now),
    asks: [...changeAsks(judged, { person: viewer.person, now }), ...owedAsks(owed, { viewer, now })]
      .sort((a, b) => costOf(b) - costOf(a) || (a.change < b.change ? -1 : 1))
      .slice(0, MAX_ASKS),
    counts: {
      open: open.length,
      allowed: count('allow'),
      held: count('hold') + count('unknown'),
      blocked: count('block'),
      undecided: count('undecided'),
      reviews_owed: owed.length,
      findings,
      ai_assisted: open.filter(({ decided }) => decided?.assistance === 'ai').length,
    },
    findings: newest,
    log: { events, sealed: checkpoint?.size ?? 0 },
  };
}

interface Judged {
  readonly submission: Submission;
  readonly verdict: Verdict;
}

function servicesOf(judged: readonly Judged[], now: Instant): NowReport['services'] {
  const byService = new Map<string, Judged[]>();
  for (const each of judged) {
    const services = each.submission.decided?.services ?? [];
    for (const service of services) {
      const all = byService.get(service) ?? [];
      all.push(each);
      byService.set(service, all);
    }
  }
  return [...byService]
    .map(([service, all]) => {
      const waiting = all.filter(({ verdict }) => verdict !== 'allow');
      const blocked = all.filter(({ verdict }) => verdict === 'block').length;
      const held = all.filter(({ verdict }) => verdict === 'hold' || verdict === 'unknown').length;
      const tiers = all.flatMap(({ submission }) => submission.decided?.tier ?? []);
      const oldest = Math.min(...waiting.map(({ submission }) => submission.revision.at));
      const state = blocked > 0 ? 'blocked' : held > 0 ? 'held' : waiting.length > 0 ? 'undecided' : 'clear';
      return {
        service: printable(service),
        tier: tiers.length === 0 ? null : Math.min(...tiers),
        state: state as NowReport['services'][number]['state'],
        open: all.length,
        held,
        blocked,
        oldest_minutes: waiting.length === 0 ? null : (now - oldest) / MINUTE_MS,
      };
    })
    .sort((a, b) => (a.tier ?? 9) - (b.tier ?? 9) || (a.service < b.service ? -1 : 1));
}

/** What waits for this person: what they must sign, and what they wrote that is held. */
function changeAsks(
  judged: readonly Judged[],
  { person, now }: { readonly person: string | null; readonly now: Instant },
): readonly Ask[] {
  if (person === null) return [];
  return judged.flatMap(({ submission, verdict }): readonly Ask[] => {
    const { id, title, decided, author, asks } = submission;
    const common = { change: id, title: printable(title), tier: decided?.tier ?? null };
    const asked = asks.find((ask) => ask.person === person);
    if (asked !== undefined) {
      const { why, minutes, at, dueAt } = asked;
      const waited = (now - at) / MINUTE_MS;
      return [
        { ...common, kind: 'sign', text: printable(why), minutes, waiting_minutes: waited, due_at: isoTime(dueAt) },
      ];
    }
    const own = author.personId === person || (decided?.makers.includes(person) ?? false);
    if (!own || verdict === 'allow' || verdict === 'undecided') return [];
    const waited = (now - submission.revision.at) / MINUTE_MS;
    const returned = submission.returned === null ? '' : `sent back: ${submission.returned.reason}`;
    const text = returned || `${decided?.reasons.length ?? 0} reasons hold it`;
    return [{ ...common, kind: 'repair', text: printable(text), minutes: null, waiting_minutes: waited, due_at: null }];
  });
}

function owedAsks(
  owed: Awaited<ReturnType<typeof owedReviews>>,
  { viewer, now }: { readonly viewer: NowReport['viewer']; readonly now: Instant },
): readonly Ask[] {
  if (!viewer.permissions.includes('review-override')) return [];
  return owed
    .filter(({ document }) => document.person !== viewer.person)
    .map(({ document }) => ({
      kind: 'review-override',
      change: document.change,
      title: 'A glass was broken',
      text: `${printable(document.person)} let this pass; somebody else has to look at it afterwards`,
      minutes: null,
      waiting_minutes: (now - document.at) / MINUTE_MS,
      tier: null,
      due_at: null,
    }));
}

/** Cost of delay: waiting minutes weighted by how critical it is; what is quickly done comes first among equals. */
function costOf({ tier, waiting_minutes, minutes }: Ask): number {
  const weight = TIER_WEIGHT[tier ?? 2] ?? 1;
  return (weight * (waiting_minutes + 1)) / Math.max(minutes ?? 15, 5);
}

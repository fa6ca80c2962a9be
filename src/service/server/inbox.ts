import type { DecisionDocument, InboxReport } from '../../contract/index.ts';
import { type Principal, readBudget, type Submission } from '../../control/index.ts';
import { type Instant, printable } from '../../kernel/index.ts';
import { keptDecision } from './kept-decision.ts';
import type { Plane } from './plane.ts';
import { shortfallOf } from './review-short.ts';
import { rowOf } from './row.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** Reasons shown beside one item. */
const MAX_REASONS = 5;
/** Rows of what stands beside the items. */
const MAX_BESIDE = 20;
/** Items shown at once; nobody reviews more in a day. */
const MAX_ITEMS = 100;

/** Screen "Sign-off inbox": what must I sign, in what order, why me, how long? */
export async function inboxReport(plane: Plane, principal: Principal): Promise<InboxReport> {
  const viewer = viewerOf(principal);
  const { person } = viewer;
  const now = plane.world.now();
  const open = person === null ? [] : await plane.board.open();
  const asked = open
    .flatMap((submission) => {
      const ask = submission.asks.find((each) => each.person === person);
      return ask === undefined ? [] : [{ submission, ask }];
    })
    .sort((a, b) => urgency(a) - urgency(b) || (a.submission.id < b.submission.id ? -1 : 1))
    .slice(0, MAX_ITEMS);
  const items = await Promise.all(
    asked.map(async ({ submission, ask }) => {
      const document = await keptDecision(plane, submission);
      return {
        change: rowOf(submission, now),
        why: printable(ask.why),
        minutes: ask.minutes,
        asked_at: isoTime(ask.at),
        due_at: isoTime(ask.dueAt),
        passed_on_by: ask.passedOnBy,
        content_digest: submission.revision.contentDigest,
        reach_files: document === null ? null : reachOf(document),
        pair: ask.pair ?? null,
        reasons: (document?.blockers ?? []).slice(0, MAX_REASONS).map(({ code, message }) => ({ code, text: message })),
      };
    }),
  );
  return {
    schema: 'firebreak.inbox/v1',
    as_of: isoTime(now),
    viewer,
    person,
    budget: person === null ? null : await budgetOf(plane, person, { open, now }),
    items,
    reading_along: readingAlong(open, person, now),
    short: shortOf(open, person, now),
  };
}

/** What somebody may read along beside whoever is asked. */
function readingAlong(open: readonly Submission[], person: string | null, now: Instant): InboxReport['reading_along'] {
  return open
    .flatMap((submission) => {
      const ask = submission.asks.find(({ pair }) => pair !== undefined && pair === person);
      return ask === undefined ? [] : [{ submission, ask }];
    })
    .sort((a, b) => urgency(a) - urgency(b) || (a.submission.id < b.submission.id ? -1 : 1))
    .slice(0, MAX_BESIDE)
    .map(({ submission, ask }) => ({
      change: rowOf(submission, now),
      beside: ask.person,
      minutes: ask.minutes,
      due_at: isoTime(ask.dueAt),
    }));
}

/** Where nobody could be asked, told to everybody who signs at all: silence would be waiting for nobody. */
function shortOf(open: readonly Submission[], person: string | null, now: Instant): InboxReport['short'] {
  const isNamed = ({ shortfalls }: Submission): boolean =>
    person !== null && shortfalls.some(({ regardless, delegate }) => regardless === person || delegate === person);
  return open
    .filter(({ shortfalls }) => shortfalls.length > 0)
    .sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)) || tierOf(a) - tierOf(b) || a.revision.at - b.revision.at)
    .slice(0, MAX_BESIDE)
    .map((submission) => ({
      change: rowOf(submission, now),
      shortfalls: submission.shortfalls.map(shortfallOf),
      is_named: isNamed(submission),
    }));
}

function tierOf({ decided }: Submission): number {
  return decided?.tier ?? 3;
}

async function budgetOf(
  plane: Plane,
  person: string,
  { open, now }: { readonly open: readonly Submission[]; readonly now: Instant },
): Promise<InboxReport['budget']> {
  const budget = await readBudget({ node: plane.node, known: await plane.services(), open, person, now });
  return budget === null ? null : { used_minutes: budget.usedMinutes, week_minutes: budget.weekMinutes };
}

/** What falls due first comes first; a critical tier counts as due a day earlier for each step. */
function urgency({ submission, ask }: { readonly submission: Submission; readonly ask: Submission['asks'][number] }) {
  return ask.dueAt - (3 - tierOf(submission)) * 24 * 60 * 60_000;
}

function reachOf({ change, reach }: DecisionDocument): number | null {
  return reach === null || reach.files === null ? null : change.files + reach.files;
}

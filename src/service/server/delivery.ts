import type {
  MetricsReport,
  WeeklyAnswer,
  WeeklyDecisionRequest,
  WeeklyReport,
  WeeklyReview,
} from '../../contract/index.ts';
import {
  base32,
  deliveryFacts,
  deliveryReport,
  draftFromRecord,
  draftSeed,
  endDecision,
  freezeReview,
  handleReview,
  ID_BYTES,
  type KeptReview,
  type Principal,
  principalActor,
  type ReviewEvent,
  type ReviewRecord,
  type ReviewRejection,
  readReview,
  spinReviewWheel,
  takeDecision,
  type Week,
  weekBefore,
  weekOf,
} from '../../control/index.ts';
import {
  canonicalJson,
  DAY_MS,
  type Digest,
  digestOf,
  Fault,
  instant,
  printable,
  type Result,
} from '../../kernel/index.ts';
import { metricsDocumentOf } from '../delivery/document.ts';
import { weekNamed } from '../delivery/week-name.ts';
import { decisionsOf, drawOf, weeklyReviewOf } from '../delivery/weekly-document.ts';
import { requirePermission } from './acting.ts';
import { mayOr } from './may.ts';
import type { Plane } from './plane.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';
import { weeklyRefusal } from './weekly-refusal.ts';

/** Delivery metrics and the weekly operations review. Methods reject with a `Fault` that says what to do. */
export interface DeliveryDesk {
  /** Metrics of so many days before now. */
  metrics(principal: Principal, days: number): Promise<MetricsReport>;
  /** `null` = the newest week that is over. */
  weekly(principal: Principal, week: string | null): Promise<WeeklyReport>;
  freeze(principal: Principal, week: string): Promise<WeeklyAnswer>;
  spin(principal: Principal, week: string): Promise<WeeklyAnswer>;
  decide(principal: Principal, week: string, request: WeeklyDecisionRequest): Promise<WeeklyAnswer>;
  end(
    principal: Principal,
    week: string,
    told: { readonly decision: string; readonly state: 'done' | 'dropped' },
  ): Promise<WeeklyAnswer>;
}

type Held = Pick<Plane, 'world' | 'node' | 'access' | 'delivery' | 'services'>;

/** Metrics reach back no further than the histories that are read. */
const MOST_DAYS = 182;

/** The desk of one node. */
export function makeDeliveryDesk(plane: Held): DeliveryDesk {
  const { world, node } = plane;
  const telling = async (
    principal: Principal,
    week: Week,
    told: {
      readonly text: (kept: KeptReview) => string;
      readonly plan: (record: ReviewRecord) => Result<readonly ReviewEvent[], ReviewRejection>;
    },
  ): Promise<WeeklyAnswer> => {
    const came = await handleReview({
      store: node.store,
      week: week.name,
      actor: principalActor(principal).actor,
      now: world.now,
      plan: told.plan,
    });
    if (!came.ok) throw weeklyRefusal(came.rejection);
    return {
      schema: 'firebreak.weekly-answer/v1',
      week: week.name,
      position: came.value.position,
      text: told.text(came.value),
    };
  };
  const mayHold = (principal: Principal): void => {
    requirePermission(principal, 'operate');
    if (principal.kind === 'token') throw humanOnly();
  };
  return {
    async metrics(principal, days) {
      requirePermission(principal, 'read');
      const now = world.now();
      const record = await plane.delivery.read();
      const span = { from: instant(now - Math.min(days, MOST_DAYS) * DAY_MS), to: now };
      return {
        schema: 'firebreak.metrics/v1',
        made_at: isoTime(now),
        repositories: [...record.histories.keys()].sort().map(printable),
        source: 'record',
        deployments: 'recorded',
        metrics: metricsDocumentOf(deliveryReport(deliveryFacts(record), span)),
        notes: [...unreadNotes(record.unread), 'outcomes are what messages state (reverts, Fixes trailers)'],
      };
    },
    async weekly(principal, named) {
      requirePermission(principal, 'read');
      const now = world.now();
      const week = named === null ? weekBefore(weekOf(now)) : weekNamed(named);
      const { record } = await readReview(node.store, week.name);
      const frozen = record.frozen === null ? null : await readFrozen(plane, record.frozen.document);
      const review = frozen ?? (await draft(plane, week));
      const isOver = now >= week.to ? null : 'the week is not over';
      const token = principal.kind === 'token' ? 'only a signed-in human may do this, never a token' : null;
      return {
        schema: 'firebreak.weekly/v1',
        as_of: isoTime(now),
        viewer: viewerOf(principal),
        state: frozen === null ? 'draft' : 'frozen',
        frozen_at: record.frozen === null ? null : isoTime(record.frozen.at),
        digest: record.frozen?.document ?? digestOf(canonicalJson(review)),
        review,
        spun: record.wheel === null ? null : { ...drawOf(record.wheel), at: isoTime(record.wheel.at) },
        decisions: decisionsOf(record, now),
        previous: weekBefore(week).name,
        next: week.to > now ? null : weekOf(week.to).name,
        may: {
          freeze: mayOr(principal, 'operate', [token, isOver, frozen === null ? null : 'it is frozen already']),
          spin: mayOr(principal, 'operate', [token, record.wheel === null ? null : 'the wheel was spun already']),
          decide: mayOr(principal, 'operate', [token]),
        },
      };
    },
    async freeze(principal, named) {
      mayHold(principal);
      const week = weekNamed(named);
      // Asked first: a draft is work, and what is refused anyhow is kept nowhere.
      const known = await readReview(node.store, week.name);
      const early = freezeReview(known.record, { week, document: digestOf(''), now: world.now() });
      if (!early.ok) throw weeklyRefusal(early.rejection);
      const document = await node.store.documents.put(canonicalJson(await draft(plane, week)));
      return telling(principal, week, {
        plan: (record) => freezeReview(record, { week, document, now: world.now() }),
        text: () => `${week.name} is frozen as ${document.slice(0, 19)}`,
      });
    },
    async spin(principal, named) {
      mayHold(principal);
      const week = weekNamed(named);
      const { wheel } = await draft(plane, week);
      const seed = base32(plane.access.secrets.bytes(ID_BYTES));
      const by = accountOf(principal);
      return telling(principal, week, {
        plan: (record) => spinReviewWheel(record, { candidates: wheel.candidates, seed, by, now: world.now() }),
        text: ({ record }) => `the wheel drew ${printable(record.wheel?.drawn ?? '')}`,
      });
    },
    async decide(principal, named, { text, owner, due }) {
      mayHold(principal);
      const by = accountOf(principal);
      return telling(principal, weekNamed(named), {
        plan: (record) => takeDecision(record, { text, owner, due: instant(Date.parse(due)), by, now: world.now() }),
        text: ({ record }) => `decision ${record.decisions.at(-1)?.id ?? ''} is written down`,
      });
    },
    async end(principal, named, { decision, state }) {
      mayHold(principal);
      return telling(principal, weekNamed(named), {
        plan: (record) => endDecision(record, { id: decision, state, now: world.now() }),
        text: () => `decision ${printable(decision)} is ${state}`,
      });
    },
  };
}

async function draft({ world, delivery, services }: Held, week: Week): Promise<WeeklyReview> {
  const [record, known] = await Promise.all([delivery.read(), services().catch(() => null)]);
  const names = known === null ? [] : known.graph.services.map(({ id }) => id);
  const review = draftFromRecord(record, { week, services: names, seed: draftSeed(week) });
  return weeklyReviewOf(review, {
    source: 'record',
    repositories: [...record.histories.keys()].sort(),
    notes: unreadNotes(record.unread),
    madeAt: world.now(),
  });
}

async function readFrozen({ node }: Held, digest: Digest): Promise<WeeklyReview> {
  const text = await node.store.documents.get(digest);
  if (text !== null) return JSON.parse(text) as WeeklyReview;
  throw new Fault({
    kind: 'malformed',
    code: 'document-missing',
    message: 'the frozen document of this week is not kept any more',
    fix: 'Put it back from a backup; its digest is in the log.',
  });
}

function unreadNotes(unread: readonly string[]): string[] {
  return unread.length === 0
    ? []
    : [`the history of ${unread.map(printable).join(', ')} is still being read, or could not be: ask again`];
}

function accountOf(principal: Principal): string {
  return principal.kind === 'anonymous' ? '' : principal.accountId;
}

function humanOnly(): Fault {
  const message = 'only a signed-in human may do this, never a token';
  return new Fault({ kind: 'permission', code: 'human-only', message, fix: 'Sign in.' });
}

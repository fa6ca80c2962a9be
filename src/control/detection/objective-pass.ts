import {
  type BudgetDay,
  type BurnFinding,
  type BurnWatch,
  burnsAt,
  countBurn,
  countDay,
  newBurnWatch,
  spentShare,
  spentSince,
} from '../../domain/detection/index.ts';
import type { ObjectiveStatement } from '../../domain/policy/index.ts';
import type { SeriesStore } from '../../domain/signal/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { type Digest, digestOfJson, type Instant, instant } from '../../kernel/index.ts';
import { readBody, readHead, writeState } from './keep.ts';
import { type Found, GRACE_MS, REMEMBERED_MS } from './series-pass.ts';
import { stepValues } from './step-value.ts';

/** Steps of the counters of an objective. */
export const OBJECTIVE_STEP_MS = 60_000;
/** Steps that may come late. */
const LATE_STEPS = 20;

/** What is shown of an objective. */
export interface ObjectiveHead {
  readonly setting: Digest;
  /** Start of the newest step that was counted; `null` = none. */
  readonly told: Instant | null;
  /** Starts of the newest steps that were not known when later ones were counted. */
  readonly missed: readonly Instant[];
  readonly taken: number;
  readonly spent: number | null;
  readonly spentAt: Instant | null;
}

interface Body {
  readonly burn: BurnWatch;
  readonly days: readonly BudgetDay[];
}

/** What a node holds of one objective between its passes. */
export interface HeldObjective {
  readonly version: number | null;
  readonly parts: number;
  readonly head: ObjectiveHead;
  readonly body: Body;
}

interface Given {
  readonly records: NodeStore['records'];
  readonly series: SeriesStore;
  readonly key: string;
  readonly statement: ObjectiveStatement;
  readonly now: Instant;
}

/** Counts what is new of an objective, and keeps it; `null` = another node did in between. `found`: empty = nothing can be said. */
export async function passObjective(
  given: Given,
  before: HeldObjective | null,
): Promise<{ readonly held: HeldObjective; readonly found: readonly Found[] } | null> {
  const { records, key, statement, now } = given;
  const held = await fresh(given, before);
  const counted = withNews(given, held);
  const share = spentShare(counted.body.days, { objective: statement.objective, now });
  const spentAt = spentSince(counted.head.spentAt, share, now);
  const head: ObjectiveHead = { ...counted.head, spent: share, spentAt };
  const found = findingOf(counted.body.burn, now);
  const isOld = counted === held && spentAt === held.head.spentAt;
  if (isOld) return { held, found };
  const body = JSON.stringify(counted.body);
  const written = await writeState(records, { key, version: held.version, head, body, parts: held.parts, now });
  return written === null ? null : { held: { ...written, head, body: counted.body }, found };
}

function withNews(given: Given, held: HeldObjective): HeldObjective {
  const { statement, now, series } = given;
  const stepMs = OBJECTIVE_STEP_MS;
  const knownTo = instant(Math.floor((now - GRACE_MS) / stepMs) * stepMs);
  const earliest = Math.floor((now - REMEMBERED_MS) / stepMs) * stepMs;
  const { told } = held.head;
  const from = instant(told === null ? earliest : Math.max(earliest, told - LATE_STEPS * stepMs));
  if (knownTo <= from) return held;
  const span = { from, to: knownTo, stepMs, now };
  const all = stepValues(series, statement.all, span);
  const isAbsent = statement.isAbsentZero && statement.bad.every((selector) => series.find(selector).length === 0);
  const bad = isAbsent ? all.map(() => 0) : stepValues(series, statement.bad, span);
  let reached = held;
  for (const [step, events] of all.entries()) {
    const at = instant(from + step * stepMs);
    reached = withStep(reached, { at, events, failed: bad[step] ?? null });
  }
  return reached;
}

function withStep(
  before: HeldObjective,
  { at, events, failed }: { readonly at: Instant; readonly events: number | null; readonly failed: number | null },
): HeldObjective {
  const { head, body } = before;
  const { told, missed } = head;
  const isNew = told === null || at > told;
  const isKnown = events !== null && failed !== null;
  if (!isNew && !(isKnown && missed.includes(at))) return before;
  if (!isKnown) {
    // Before the first step there is nothing that is missing.
    if (told === null || missed.includes(at)) return before;
    const kept = missed.filter((each) => each > at - LATE_STEPS * OBJECTIVE_STEP_MS);
    return { ...before, head: { ...head, missed: [...kept, at] } };
  }
  const sample = { at, good: Math.max(0, events - failed), bad: failed };
  return {
    ...before,
    head: {
      ...head,
      told: isNew ? at : told,
      missed: missed.filter((each) => each !== at),
      taken: head.taken + 1,
    },
    body: { burn: countBurn(body.burn, sample), days: countDay(body.days, sample, OBJECTIVE_STEP_MS) },
  };
}

/** The gravest rule that burns; nothing while too little is known to say that it does not. */
function findingOf(burn: BurnWatch, now: Instant): readonly Found[] {
  const burns = burnsAt(burn, instant(now - GRACE_MS));
  const worst = burns.find(({ state }) => state === 'burning');
  if (worst !== undefined) {
    const { rule, long, short, events } = worst;
    const { severity, longMs, shortMs, rate } = rule;
    const { objective } = burn.setting;
    const rates = { threshold: rate, long: long ?? 0, short: short ?? 0, events };
    const finding: BurnFinding = { kind: 'burn', severity, objective, longMs, shortMs, ...rates };
    return [{ finding, because: 'recovered' }];
  }
  return burns.some(({ state }) => state === 'unknown') ? [] : [{ finding: null, because: 'recovered' }];
}

async function fresh({ records, key, statement, now }: Given, before: HeldObjective | null): Promise<HeldObjective> {
  const { bad, all, isAbsentZero, objective } = statement;
  const setting = digestOfJson({ bad, all, isAbsentZero, objective });
  const { version, head, parts } = await readHead<ObjectiveHead>(records, key, now);
  if (before !== null && before.version === version && before.head.setting === setting) return before;
  const body = head === null || head.setting !== setting ? null : await readBody(records, key, now);
  if (head !== null && body !== null) return { version, parts, head, body: JSON.parse(body) as Body };
  const nothing: ObjectiveHead = { setting, told: null, missed: [], taken: 0, spent: null, spentAt: null };
  return { version, parts: 0, head: nothing, body: { burn: newBurnWatch({ objective }), days: [] } };
}

import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import { hotfixLabels, type Label } from '../domain/label/index.ts';
import {
  type ChangeLabel,
  type LabelSource,
  type LandedStatement,
  labelChanges,
  landedStatement,
  withTracedLabels,
} from '../domain/replay/index.ts';
import {
  fitGeneration,
  fitMoments,
  type Generation,
  type KnownChange,
  LEARN_WINDOW,
  riskLogOdds,
  shippedModel,
} from '../domain/risk/index.ts';
import { GENERATION_LIMIT, keepOwnModel, readOwnModel } from './kept-own-model.ts';
import type { World } from './port.ts';
import { emptyRepository } from './proposal.ts';
import type { Progress } from './repository.ts';
import type { RiskHistory } from './risk-basis.ts';
import { readRiskHistory } from './risk-history.ts';
import { originLabels, type TraceableChange, traceableOf } from './trace-labels.ts';

/** What was learnt of a repository, and whether later runs will find it. */
export interface TrainedRisk {
  readonly description: RepositoryDescription;
  readonly labels: LabelSource;
  readonly landed: number;
  /** Oldest first; empty while too little has landed. */
  readonly generations: readonly Generation[];
  /** How many of them this run fitted. */
  readonly fitted: number;
  readonly kept: boolean;
}

/** Fitted before the oldest generation that is kept, for its trial alone: as many as score the changes of one. */
const WARM_UP = 4;

/**
 * Learns from a repository's own labels at each moment of its history that is due, from what was known then, and keeps it
 * for later runs. What an earlier run kept for the same labels is continued.
 */
export async function trainRisk(options: {
  readonly world: World;
  readonly repository: string;
  readonly labels: LabelSource;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<TrainedRisk> {
  const { world, repository, labels, progress, signal } = options;
  const history = await world.openRepository({ path: repository, signal });
  const description = await history.describe();
  if (description.empty) throw emptyRepository(description);
  const watch = (what: string) => (done: number, total: number | null) => progress?.({ what, done, total });
  const risk = await readRiskHistory({
    history,
    description,
    tip: description.tip,
    watch: watch('reading history for risk'),
  });
  const landed = risk.order.length;
  const kept = await keptFor(history, { labels, risk });
  const due = fitMoments(landed).slice(-(GENERATION_LIMIT + WARM_UP));
  const missing = due.filter((moment) => moment > (kept.at(-1)?.at.landed ?? 0));
  const generations: Generation[] = [...kept];
  if (missing.length > 0) {
    const changes = await readLabelled({ history, order: risk.order, watch: watch('reading messages') });
    const needed = changes.slice(Math.max(0, (missing[0] ?? 0) - LEARN_WINDOW), missing.at(-1));
    const origins =
      labels === 'stated'
        ? null
        : await originLabels({
            tracer: await world.openTracer({ path: repository, signal }),
            changes: needed.map(({ traceable }) => traceable),
            watch: watch('tracing fixes'),
          });
    for (const [index, moment] of missing.entries()) {
      progress?.({ what: 'fitting', done: index, total: missing.length });
      await breathe(signal);
      const commit = risk.order[moment - 1];
      if (commit === undefined) break;
      const known = knownAt({ changes, moment, origins, risk });
      generations.push(fitGeneration({ at: { commit, landed: moment }, source: labels, known, earlier: generations }));
    }
  }
  const newest = generations.slice(-GENERATION_LIMIT);
  const isKept = await keepOwnModel(history, { labels, generations: newest });
  return { description, labels, landed, generations: newest, fitted: missing.length, kept: isKept };
}

/** Kept generations of the same labels that stand in this history without a hole before them. */
async function keptFor(
  history: HistoryReader,
  given: { readonly labels: LabelSource; readonly risk: RiskHistory },
): Promise<readonly Generation[]> {
  const kept = await readOwnModel(history);
  if (kept === null || kept.labels !== given.labels) return [];
  const { order } = given.risk;
  return kept.generations.every(({ at }) => order[at.landed - 1] === at.commit) ? kept.generations : [];
}

/** A landed change as labelling needs it. */
export interface LabelledChangeSource {
  readonly statement: LandedStatement;
  readonly traceable: TraceableChange;
}

/** One for each change of the order, in its order. */
async function readLabelled(options: {
  readonly history: HistoryReader;
  readonly order: readonly CommitId[];
  readonly watch: (done: number, total: number | null) => void;
}): Promise<readonly LabelledChangeSource[]> {
  const range = { tip: options.order.at(-1) ?? null, since: null, limit: null };
  const found = new Map<CommitId, LabelledChangeSource>();
  for await (const change of options.history.landedChanges(range, { lines: true })) {
    const source = sourceOf(change);
    if (source !== null) found.set(source.statement.commit, source);
    options.watch(found.size, options.order.length);
  }
  return options.order.flatMap((commit) => found.get(commit) ?? []);
}

/** What the labels of a landed change are made of; `null` for a change without a head, which no history counts. */
function sourceOf(change: Change): LabelledChangeSource | null {
  const statement = change.head === null ? null : landedStatement(change);
  return statement === null ? null : { statement, traceable: traceableOf(change, statement.commit) };
}

/**
 * The changes whose outcome could be known once `moment` changes had landed: labels are made from those changes alone, so
 * that nothing later can enter, and whatever is too young to be called harmless is left out, harmed or not.
 */
export function knownAt(given: {
  /** Oldest first. */
  readonly changes: readonly LabelledChangeSource[];
  readonly moment: number;
  /** `null` = only what messages state. */
  readonly origins: readonly Label[] | null;
  readonly risk: Pick<RiskHistory, 'landed'>;
}): readonly KnownChange[] {
  const from = Math.max(0, given.moment - LEARN_WINDOW);
  const past = given.changes.slice(from, given.moment);
  const statements = past.map(({ statement }) => statement);
  const labels = labelsOf(past, statements, given.origins);
  const young = labels.findIndex(({ kind }) => kind === 'censored');
  const shipped = shippedModel();
  return past.slice(0, young < 0 ? past.length : young).flatMap(({ statement }, index): KnownChange[] => {
    const basis = given.risk.landed(statement.commit);
    if (basis === null || basis.cut === true) return [];
    const { features } = basis;
    const kind = labels[index]?.kind;
    return [
      {
        features,
        label: kind === 'reverted' || kind === 'fixed' ? 1 : 0,
        position: from + index,
        shippedLogOdds: riskLogOdds(shipped, features),
      },
    ];
  });
}

function labelsOf(
  past: readonly LabelledChangeSource[],
  statements: readonly LandedStatement[],
  origins: readonly Label[] | null,
): readonly ChangeLabel[] {
  const stated = labelChanges(statements);
  if (origins === null) return stated;
  return withTracedLabels(stated, statements, [...origins, ...hotfixLabels(past.map(({ traceable }) => traceable))]);
}

async function breathe(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise((resolve) => setImmediate(resolve));
}

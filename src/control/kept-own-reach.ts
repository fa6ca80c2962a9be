import {
  type OwnRank,
  ownReachModel,
  REACH_INPUTS,
  type ReachModel,
  readOwnRank,
  shippedReachModel,
} from '../domain/blast-radius/index.ts';
import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import { digestOfJson, type Instant, instant } from '../kernel/index.ts';

/** What a training taught about reach, and the moment of the history that it knew. */
export interface OwnReachState {
  /** The newest landed change of the training: what landed by then is not ranked by it. */
  readonly asOf: { readonly commit: CommitId; readonly at: Instant };
  /** Repairs that it looked at, those of the trial counted. */
  readonly repairs: number;
  /** `null` = the shipped rank stays. */
  readonly own: OwnRank | null;
}

/** The rank that names what a change reaches, and where it comes from; `own` is `null` for the rank as shipped. */
export interface RankInUse {
  readonly model: ReachModel;
  readonly own: OwnReachState | null;
}

/** A kept state of another format, other inputs or other shipped weights is not used; a new way to fit is a new number. */
const FORMAT = 'firebreak.own-reach/v1';
const KEPT_NAME = 'ownreach';
/** Bytes of a kept state that are looked at: some four times the largest that a fit of this product makes. */
const KEPT_LIMIT = 400_000;

/** What `keepOwnReach` kept; `null` where there is nothing, or anything that cannot be it. */
export async function readOwnReach(history: Pick<HistoryReader, 'recall'>): Promise<OwnReachState | null> {
  const bytes = await history.recall(KEPT_NAME);
  return bytes === null || bytes.length > KEPT_LIMIT ? null : parseOwnReach(new TextDecoder().decode(bytes));
}

/** Keeps what was learnt in place of what was kept before; tells whether it is there to be read again. */
export async function keepOwnReach(
  history: Pick<HistoryReader, 'recall' | 'keep'>,
  state: OwnReachState,
): Promise<boolean> {
  const text = JSON.stringify({ format: FORMAT, basis: basisDigest(), ...state });
  await history.keep(KEPT_NAME, new TextEncoder().encode(text));
  return (await readOwnReach(history)) !== null;
}

/**
 * The rank for one change: the repository's own where one was kept, its last change stands in this history, and the change had
 * not landed by then; else the shipped one.
 */
export async function rankFor(given: {
  readonly history: Pick<HistoryReader, 'recall' | 'reaches'>;
  readonly description: Pick<RepositoryDescription, 'tip'>;
  readonly change: Pick<Change, 'head'>;
}): Promise<RankInUse> {
  const { history, change } = given;
  const { tip } = given.description;
  const shipped = { model: shippedReachModel(), own: null };
  const kept = await readOwnReach(history);
  if (kept === null || kept.own === null || tip === null) return shipped;
  const { commit } = kept.asOf;
  if (!(await history.reaches(tip, commit))) return shipped;
  if (change.head !== null && (await history.reaches(commit, change.head))) return shipped;
  return { model: ownReachModel(kept.own, shipped.model), own: kept };
}

/** Milliseconds that a moment can hold (ECMA-262, time values). */
const TIME_LIMIT = 8.64e15;

function parseOwnReach(text: string): OwnReachState | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { format, basis, asOf, repairs, own } = value as Readonly<Record<string, unknown>>;
  if (format !== FORMAT || basis !== basisDigest()) return null;
  if (typeof asOf !== 'object' || asOf === null) return null;
  const { commit, at } = asOf as Readonly<Record<string, unknown>>;
  if (typeof commit !== 'string' || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  if (typeof at !== 'number' || !Number.isFinite(at) || Math.abs(at) > TIME_LIMIT) return null;
  if (typeof repairs !== 'number' || !Number.isSafeInteger(repairs) || repairs < 0) return null;
  const read = own === null ? null : readOwnRank(own);
  if (own !== null && read === null) return null;
  return { asOf: { commit: commit as CommitId, at: instant(at) }, repairs, own: read };
}

/** What a fit stands on beside the repairs: the inputs, and the shipped weights that it is added to. */
function basisDigest(): string {
  const { parts, calibration } = shippedReachModel();
  return digestOfJson([REACH_INPUTS, parts, calibration]);
}

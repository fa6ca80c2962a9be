import type { PlattScale } from '../../../statistics/index.ts';
import { REACH_INPUTS } from './candidate.ts';
import { OWN_SHARES, type OwnRank } from './own-rank.ts';
import { storedEnsemble } from './ship.ts';

/** Text of kept trees: some six times the largest that a fit of this product makes. */
const TREE_TEXT_LIMIT = 100_000;
/** Cuts per input: one byte names a cut. */
const CUT_LIMIT = 256;

/**
 * An own rank out of JSON that anybody may have written: `null` where a member is missing, of another kind or out of its
 * range, or the trees ask for inputs and cuts that are not there.
 */
export function readOwnRank(value: unknown): OwnRank | null {
  if (typeof value !== 'object' || value === null) return null;
  const { cuts, trees, share, calibration } = value as Readonly<Partial<Record<keyof OwnRank, unknown>>>;
  const readCuts = cutsOf(cuts);
  const scale = scaleOf(calibration);
  const known = OWN_SHARES.find((each) => each === share);
  if (readCuts === null || scale === null || known === undefined) return null;
  if (typeof trees !== 'string' || trees.length > TREE_TEXT_LIMIT) return null;
  return areWhole(trees, readCuts) ? { cuts: readCuts, trees, share: known, calibration: scale } : null;
}

function cutsOf(value: unknown): OwnRank['cuts'] | null {
  if (!Array.isArray(value) || value.length !== REACH_INPUTS.length) return null;
  const whole = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length <= CUT_LIMIT && row.every((cut) => Number.isSafeInteger(cut));
  return value.every(whole) ? value : null;
}

function scaleOf(value: unknown): PlattScale | null {
  if (typeof value !== 'object' || value === null) return null;
  const { slope, offset } = value as Readonly<Partial<Record<keyof PlattScale, unknown>>>;
  if (typeof slope !== 'number' || typeof offset !== 'number') return null;
  // A slope below 0 would turn the order round.
  return Number.isFinite(slope) && slope > 0 && Number.isFinite(offset) ? { slope, offset } : null;
}

function areWhole(trees: string, cuts: OwnRank['cuts']): boolean {
  // Text that is no base64 throws by itself, before anything could be unpacked.
  if (trees.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(trees)) return false;
  try {
    const { trees: grown } = storedEnsemble({ cuts, trees });
    return grown.every(({ feature, cut }) =>
      feature.every((column, node) => column < 0 || (cut[node] ?? 0) < (cuts[column]?.length ?? 0)),
    );
  } catch (error) {
    // Cut off in the middle of a tree, or deeper than can be read.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

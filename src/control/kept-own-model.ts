import type { HistoryReader } from '../domain/change/index.ts';
import type { LabelSource } from '../domain/replay/index.ts';
import { type Generation, readGeneration, shippedModel } from '../domain/risk/index.ts';
import { digestOfJson } from '../kernel/index.ts';
import { RISK_HISTORY_FORMAT } from './risk-basis.ts';

/** What was learnt of a repository: one generation for each moment of fitting, oldest first. */
export interface OwnModel {
  readonly labels: LabelSource;
  readonly generations: readonly Generation[];
}

/** A kept state of another format, another way to fit, other features or other shipped weights is not used; a new way is a new number. */
const FORMAT = 'firebreak.own-risk/v1';
const KEPT_NAME = 'own';
/** Generations that are kept: the changes they score reach back some years, and all of them fill some megabytes. */
export const GENERATION_LIMIT = 20;

/** What `keepOwnModel` kept; `null` where there is nothing, or anything that cannot be it. */
export async function readOwnModel(history: Pick<HistoryReader, 'recall'>): Promise<OwnModel | null> {
  const bytes = await history.recall(KEPT_NAME);
  return bytes === null ? null : parseOwnModel(new TextDecoder().decode(bytes));
}

/** Keeps the newest generations; tells whether they are there to be read again. */
export async function keepOwnModel(
  history: Pick<HistoryReader, 'recall' | 'keep'>,
  { labels, generations }: OwnModel,
): Promise<boolean> {
  const text = JSON.stringify({
    format: FORMAT,
    basis: basisDigest(),
    labels,
    generations: generations.slice(-GENERATION_LIMIT),
  });
  await history.keep(KEPT_NAME, new TextEncoder().encode(text));
  return (await readOwnModel(history)) !== null;
}

function parseOwnModel(text: string): OwnModel | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { format, basis, labels, generations } = value as Readonly<Record<string, unknown>>;
  if (format !== FORMAT || basis !== basisDigest() || (labels !== 'stated' && labels !== 'traced')) return null;
  if (!Array.isArray(generations) || generations.length > GENERATION_LIMIT) return null;
  const read = generations.flatMap((each) => readGeneration(each) ?? []);
  const ascending = read.every(({ at }, index) => index === 0 || at.landed > (read[index - 1]?.at.landed ?? 0));
  return read.length === generations.length && ascending ? { labels, generations: read } : null;
}

/** What a fit stands on beside its labels: the features, and the shipped weights it is added to. */
function basisDigest(): string {
  return digestOfJson([RISK_HISTORY_FORMAT, shippedModel().parts]);
}

import type { Basis, Candidate, DropWatch, Watch } from './model.ts';
import type { Track } from './track.ts';

/** A watch as JSON holds it: what is no number is `null`. */
export type PackedWatch = Omit<Watch, 'values' | 'means' | 'candidates' | 'drops'> & {
  readonly version: 2;
  readonly values: PackedTrack;
  readonly means: PackedTrack;
  readonly candidates: readonly (Omit<Candidate, 'residuals' | 'all'> & {
    readonly residuals: PackedTrack;
    readonly all: PackedTrack;
  })[];
  readonly drops:
    | (Omit<DropWatch, 'bases' | 'kept'> & { readonly bases: readonly PackedBasis[]; readonly kept: PackedTrack })
    | null;
};

/** A basis as JSON holds it. */
export type PackedBasis = Omit<Basis, 'seen' | 'due' | 'levels'> & {
  readonly seen: PackedTrack;
  readonly due: PackedTrack;
  readonly levels: PackedTrack;
};

/** A track as JSON holds it; nulls are NaN. */
export interface PackedTrack extends Omit<Track, 'blocks' | 'tail'> {
  readonly blocks: readonly (readonly (number | null)[])[];
  readonly tail: readonly (number | null)[];
}

/** A watch for storage: `JSON.parse(JSON.stringify(packWatch(w)))` unpacks to the same watch. */
export function packWatch(watch: Watch): PackedWatch {
  const { candidates, drops } = watch;
  return {
    ...watch,
    version: 2,
    values: packed(watch.values),
    means: packed(watch.means),
    candidates: candidates.map((each) => ({ ...each, residuals: packed(each.residuals), all: packed(each.all) })),
    drops: drops === null ? null : { ...drops, bases: drops.bases.map(packedBasis), kept: packed(drops.kept) },
  };
}

/** The watch that was packed. A budget of 0 and the thresholds follow from its tails, nothing is learnt anew. */
export function unpackWatch({ version: _, ...kept }: PackedWatch): Watch {
  const { candidates, drops } = kept;
  return {
    ...kept,
    values: unpacked(kept.values),
    means: unpacked(kept.means),
    candidates: candidates.map((each) => ({ ...each, residuals: unpacked(each.residuals), all: unpacked(each.all) })),
    drops: drops === null ? null : { ...drops, bases: drops.bases.map(unpackedBasis), kept: unpacked(drops.kept) },
  };
}

function packedBasis(basis: Basis): PackedBasis {
  return { ...basis, seen: packed(basis.seen), due: packed(basis.due), levels: packed(basis.levels) };
}

function unpackedBasis(basis: PackedBasis): Basis {
  return { ...basis, seen: unpacked(basis.seen), due: unpacked(basis.due), levels: unpacked(basis.levels) };
}

function packed(track: Track): PackedTrack {
  const numbers = (block: ArrayLike<number>) => Array.from(block, (value) => (Number.isNaN(value) ? null : value));
  return { ...track, blocks: track.blocks.map(numbers), tail: numbers(track.tail) };
}

function unpacked(track: PackedTrack): Track {
  const blocks = track.blocks.map((block) => Float32Array.from(block, (value) => value ?? Number.NaN));
  return { ...track, blocks, tail: track.tail.map((value) => value ?? Number.NaN) };
}

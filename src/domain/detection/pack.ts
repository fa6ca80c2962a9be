import type { Candidate, Watch } from './model.ts';
import type { Track } from './track.ts';

/** A watch as JSON holds it: what is no number is `null`. */
export type PackedWatch = Omit<Watch, 'values' | 'candidates'> & {
  readonly version: 1;
  readonly values: PackedTrack;
  readonly candidates: readonly (Omit<Candidate, 'residuals' | 'all'> & {
    readonly residuals: PackedTrack;
    readonly all: PackedTrack;
  })[];
};

/** A track as JSON holds it; nulls are NaN. */
export interface PackedTrack extends Omit<Track, 'blocks'> {
  readonly blocks: readonly (readonly (number | null)[])[];
}

/** A watch for storage: `JSON.parse(JSON.stringify(packWatch(w)))` unpacks to the same watch. */
export function packWatch(watch: Watch): PackedWatch {
  const candidates = watch.candidates.map((candidate) => ({
    ...candidate,
    residuals: packed(candidate.residuals),
    all: packed(candidate.all),
  }));
  return { ...watch, version: 1, values: packed(watch.values), candidates };
}

/** The watch that was packed. A budget of 0 and the thresholds follow from its tails, nothing is learnt anew. */
export function unpackWatch({ version: _, ...kept }: PackedWatch): Watch {
  const candidates = kept.candidates.map((candidate) => ({
    ...candidate,
    residuals: unpacked(candidate.residuals),
    all: unpacked(candidate.all),
  }));
  return { ...kept, values: unpacked(kept.values), candidates };
}

function packed(track: Track): PackedTrack {
  const blocks = track.blocks.map((block) => Array.from(block, (value) => (Number.isNaN(value) ? null : value)));
  return { ...track, blocks };
}

function unpacked(track: PackedTrack): Track {
  return { ...track, blocks: track.blocks.map((block) => Float32Array.from(block, (value) => value ?? Number.NaN)) };
}

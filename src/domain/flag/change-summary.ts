import type { FlagDifference } from './difference.ts';
import type { ExposureChange } from './exposure.ts';
import { offVariant } from './off-variant.ts';

/** What a change does to the flags of the definitions file, for rules and for people. */
export interface FlagChangeSummary {
  /** By key. */
  readonly differences: readonly FlagDifference[];
  /** Of each difference, in the same order. */
  readonly exposures: readonly ExposureChange[];
  /** Largest growth of the share of users who get something else than off, in percentage points, 0..100. */
  readonly exposureJump: number;
  /** The same for the group, among those that rules name, that gains most. */
  readonly groupJump: number;
  /** Keys that lose or change what they had, of the flag with the most of them, and of how many tried. */
  readonly moved: number;
  readonly sampled: number;
  /** Whether exposed users are moved by a flag that goes on being used: a flag that is switched off for all moves nobody elsewhere. */
  readonly movesUsers: boolean;
  /** Whether it does nothing but switch off: every flag that differs gives off to everybody. False where no flag differs. */
  readonly onlyOff: boolean;
}

/** Adds up what a change does to flags. */
export function summarizeFlagChange(
  differences: readonly FlagDifference[],
  exposures: readonly ExposureChange[],
): FlagChangeSummary {
  const percent = (count: number, of: number): number => (of === 0 ? 0 : (count * 100) / of);
  const jumps = exposures.map(({ exposedAfter, exposedBefore, sampled }) =>
    percent(Math.max(0, exposedAfter - exposedBefore), sampled),
  );
  const groupJumps = exposures.map(({ groupAfter, groupBefore }) => Math.max(0, groupAfter - groupBefore) * 100);
  const [most] = [...exposures].sort((a, b) => b.moved / b.sampled - a.moved / a.sampled);
  const isOff = differences.map((difference, index) => isSwitchedOff(difference, exposures[index]));
  return {
    differences,
    exposures,
    exposureJump: Math.max(0, ...jumps),
    groupJump: Math.max(0, ...groupJumps),
    moved: most?.moved ?? 0,
    sampled: most?.sampled ?? 0,
    movesUsers: exposures.some(({ moved }, index) => moved > 0 && isOff[index] !== true),
    onlyOff: differences.length > 0 && isOff.every((each) => each),
  };
}

/** Whether nobody gets anything but off any more, by any rule, and off is what it was. */
function isSwitchedOff({ before, after }: FlagDifference, exposure: ExposureChange | undefined): boolean {
  if (before === null || after === null || exposure === undefined) return false;
  if (exposure.exposedAfter > 0 || exposure.groupAfter > 0) return false;
  // Disabled gives what the code says, which the flag's own off usually is; a known off that changed its value is no brake.
  const off = offVariant(after);
  if (after.state === 'DISABLED') return before.state === 'ENABLED';
  if (off === null || offVariant(before) !== off) return false;
  return before.variants.get(off) === after.variants.get(off);
}

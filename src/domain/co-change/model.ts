import type { FilePath } from '../change/index.ts';

/** How strongly one file went together with the files of a change, as far as history shows. */
export interface Companion {
  readonly path: FilePath;
  /** Landings that touched it and a file of the change. */
  readonly landings: number;
  /** Sum over those landings of their weight: fresh and small ones weigh most. > 0. */
  readonly weight: number;
  /** 0..1: of the weight of one file's landings, the share that touched this file too; the highest over the change's files. */
  readonly share: number;
  /** Weight of all its landings: a file that goes with everything says little. > 0. */
  readonly activity: number;
  /** Days since the newest landing that touched both. */
  readonly daysAgo: number;
}

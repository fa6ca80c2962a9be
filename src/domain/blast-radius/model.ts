import type { Tier } from '../catalog/index.ts';
import type { NotAnalysed } from '../code-graph/index.ts';
import type { Operation, ReversibilityAssessment, Unread } from '../operation/index.ts';
import type { ServiceCall, ServiceFinding } from '../service-graph/index.ts';
import type { Exposure } from './exposure.ts';
import type { ReachedFile } from './reach/model.ts';

/** How a change comes to a service or flow: it changes it, something there imports what changed, or something there calls it. */
export type ReachedBy = 'change' | 'import' | 'call';

/** A service that a change reaches; nearest first. */
export interface BlastService {
  readonly id: string;
  readonly by: ReachedBy;
  /** As stated; `null` = nobody says. */
  readonly tier: Tier | null;
  /** The most critical tier of it and of what needs it; `null` = unknown. */
  readonly inheritedTier: Tier | null;
  readonly owners: readonly string[];
  /** Calls from it down to a service that is changed or imports the change; 0 for those themselves. */
  readonly callHops: number;
  /** For `import`: hops of its nearest file that uses the change. */
  readonly importHops: number | null;
  /** The calls of a shortest way, its own first. */
  readonly through: readonly ServiceCall[];
  readonly evidence: 'code' | 'observed' | 'declared' | 'mixed';
}

/** A critical flow that a change reaches. */
export interface BlastFlow {
  readonly id: string;
  readonly tier: Tier;
  readonly by: ReachedBy;
  /** The service of the flow that is reached first, or the path of the flow that is. */
  readonly through: string;
}

/** Files of one package (the folder of the nearest manifest) that use the change, within the depth that is looked at. */
export interface BlastPackage {
  /** Folder; empty for the root. */
  readonly folder: string;
  readonly hops: number;
  readonly files: number;
}

/** One ring of files that use the change. */
export interface BlastRing {
  readonly hops: number;
  readonly files: number;
}

/** Packages, services, flows and money that a change reaches: what rules may ask for. */
export interface ReachedPlaces {
  /** From hop 1; `null` where no import graph could be had. */
  readonly rings: readonly BlastRing[] | null;
  readonly packages: readonly BlastPackage[];
  readonly services: readonly BlastService[];
  readonly flows: readonly BlastFlow[];
  /** The most critical tier over services and flows reached; `null` = unknown. */
  readonly tier: Tier | null;
  /** Whether any catalogue names a service or a flow: without one, that none is reached says nothing. */
  readonly catalogued: boolean;
  readonly exposure: Exposure;
  /** Files of the change, or near it, that could not be analysed whole. */
  readonly notAnalysed: readonly NotAnalysed[];
}

/** Everything that a change can reach, how surely, and whether it can be undone. */
export interface BlastRadius extends ReachedPlaces {
  /** Most probable first, at most {@link FILE_LIMIT}. */
  readonly files: readonly ReachedFile[];
  /** How many more were ranked below. */
  readonly moreFiles: number;
  /** Heaviest first. */
  readonly operations: readonly Operation[];
  readonly reversal: ReversibilityAssessment;
  /** Counts over the whole tree, by cause. */
  readonly notAnalysedInTree: Readonly<Record<NotAnalysed['kind'], number>> | null;
  /** Parts of the change, and catalogue files, that could not be read. */
  readonly unread: readonly Unread[];
  readonly findings: readonly ServiceFinding[];
}

/** Ranked files that an answer names: beyond, nobody reads on and probabilities are below one in a hundred. */
export const FILE_LIMIT = 200;

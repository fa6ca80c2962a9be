/** What moves traffic, or a share of users. `flag` moves users by a feature flag; the others move traffic to a version. */
export const ENGINE_KINDS = ['argo', 'flagger', 'spinnaker', 'haproxy', 'flag'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** What an engine moves. */
export interface EngineTarget {
  readonly engine: EngineKind;
  /** As the engine names it: `NAMESPACE/NAME` (argo, flagger), application (spinnaker), `BACKEND/SERVER` of the new version (haproxy), key of a flag. */
  readonly name: string;
  /**
   * What is rolled out, as the engine names it (pod template hash, checksum, variant); `null` = whatever it holds as new. An engine that
   * sees another one answers `other-version` and does nothing.
   */
  readonly version: string | null;
}

/** What an engine is asked to do. Weights are absolute, so that the same order twice is one. */
export type EngineAct =
  /** Give the new version this percentage, 0..100. */
  | { readonly kind: 'set-weight'; readonly percent: number }
  /** Make the new version the stable one, with all traffic. */
  | { readonly kind: 'promote' }
  /** Give the stable version all traffic at once, and end this rollout. Of a flag: off. */
  | { readonly kind: 'abort' };

/** One order. */
export interface EngineOrder {
  /** Unique for ever, written down before the order is given. The same id again asks for the same thing again: it is done once. At most 100 characters of `[A-Za-z0-9._-]`. */
  readonly id: string;
  readonly target: EngineTarget;
  readonly act: EngineAct;
}

/** Where an engine stands by its own account. `idle`: the stable version has everything and nothing is rolled out. */
export const ENGINE_PHASES = ['idle', 'moving', 'steady', 'paused', 'promoted', 'aborted', 'failed'] as const;
export type EnginePhase = (typeof ENGINE_PHASES)[number];

/** What is seen of a target. None of `unknown` and `missing` is a reason to stop, or to go on. */
export type EngineState =
  | {
      readonly kind: 'seen';
      readonly phase: EnginePhase;
      /** Percentage that the new version has, 0..100; `null` = the engine does not tell. */
      readonly percent: number | null;
      /** What it holds as new, and as stable; `null` = it does not tell. */
      readonly version: string | null;
      readonly stable: string | null;
      /** The last order that it has carried out; `null` = it keeps none. */
      readonly lastOrder: string | null;
      /** What it says of itself, cleaned, at most 500 characters; may be empty. */
      readonly message: string;
    }
  /** It answers, and holds no such target. */
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'unknown'; readonly code: EngineTrouble; readonly message: string };

/** Why nothing is known: none of these says anything about the rollout. */
export const ENGINE_TROUBLES = ['timeout', 'unavailable', 'not-permitted', 'malformed'] as const;
export type EngineTrouble = (typeof ENGINE_TROUBLES)[number];

/** What became of an order. */
export type EngineAnswer =
  /** Carried out, or was before. What it came to is only believed once it is seen. */
  | { readonly kind: 'done' }
  /** It will not be, whoever asks again. */
  | {
      readonly kind: 'refused';
      readonly code: 'not-supported' | 'missing' | 'other-version' | 'not-permitted' | 'invalid';
      readonly message: string;
    }
  /** It may have been carried out or not: observe, then ask again with the same id. */
  | { readonly kind: 'unknown'; readonly code: EngineTrouble; readonly message: string };

/**
 * Moves traffic from a stable version to a new one. Never rejects, never hangs: each call ends within {@link ENGINE_TIMEOUT_MS}, with a
 * value for whatever the network or the engine does. One contract suite (`test/rollout/engine-contract.ts`).
 */
export interface RolloutEngine {
  readonly kind: EngineKind;
  /**
   * Who moves from stage to stage. `ordered`: only orders move it. `asking`: it goes through stages of its own and asks for a judgement at
   * each of them; it answers `not-supported` to orders that are not its way, such as `set-weight`.
   */
  readonly drive: 'ordered' | 'asking';
  observe(target: EngineTarget): Promise<EngineState>;
  act(order: EngineOrder): Promise<EngineAnswer>;
}

/** A look or an order that takes longer has not been answered. Shorter than two passes of whoever asks. */
export const ENGINE_TIMEOUT_MS = 8_000;

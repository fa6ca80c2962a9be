import type { Result } from '../../kernel/index.ts';
import type { FlagProblem, FlagSet, Json } from './model.ts';

/** Who asks: attributes by name; `targetingKey` tells users apart. */
export type EvaluationContext = { readonly [attribute: string]: Json };

/** Why a flag has no value. */
export type EvaluationErrorCode =
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL';

type Metadata = Readonly<Record<string, string | number | boolean>>;

/** What a flag is for somebody. */
export type Evaluation =
  | {
      readonly kind: 'value';
      readonly variant: string;
      readonly value: Json;
      readonly reason: 'STATIC' | 'TARGETING_MATCH' | 'DEFAULT' | 'DISABLED';
      readonly metadata: Metadata;
    }
  /** Whoever asks uses what its own code says. */
  | { readonly kind: 'code-default'; readonly reason: 'DISABLED' | 'DEFAULT'; readonly metadata: Metadata }
  | {
      readonly kind: 'error';
      readonly code: EvaluationErrorCode;
      readonly message: string;
      readonly metadata: Metadata;
    };

/** Evaluates the flags of one set. Never throws; what it needs of the time of day it reads itself (`$flagd.timestamp`). */
export interface FlagEvaluator {
  readonly set: FlagSet;
  evaluate(key: string, context: EvaluationContext): Evaluation;
}

/** Definitions that can be evaluated, with what is worth a warning. */
export interface FlagDefinitions {
  readonly evaluator: FlagEvaluator;
  readonly problems: readonly FlagProblem[];
}

/** Reads definitions files. */
export interface FlagReader {
  /** The definitions in a text, or everything that is wrong with it, at least one error among it. */
  read(text: string): Result<FlagDefinitions, readonly FlagProblem[]>;
}

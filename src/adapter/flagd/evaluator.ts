import type { EvaluationContext as FlagdContext, Logger } from '@openfeature/core';
import { FlagdCore, type MemoryStorage } from '@openfeature/flagd-core';
import {
  type Evaluation,
  type EvaluationContext,
  type EvaluationErrorCode,
  type FlagEvaluator,
  type FlagSet,
  needsTargetingKey,
} from '../../domain/flag/index.ts';

/** A rule is not the place to log from: what is wrong with it was said when it was read. */
export const SILENT: Logger = { error() {}, warn() {}, info() {}, debug() {} };

type LibraryFlag = NonNullable<ReturnType<MemoryStorage['getFlag']>>;

/** Evaluates by flagd's own library. */
export function openEvaluator(set: FlagSet, storage: MemoryStorage): FlagEvaluator {
  const core = new FlagdCore(storage, SILENT);
  const keyed = new Set(
    [...set.flags.values()].flatMap(({ key, targeting }) => (needsTargetingKey(targeting) ? key : [])),
  );
  return {
    set,
    evaluate(key, context) {
      const flag = core.getFlag(key);
      if (flag === undefined) {
        return { kind: 'error', code: 'FLAG_NOT_FOUND', message: 'there is no such flag', metadata: {} };
      }
      const metadata = set.flags.get(key)?.metadata ?? {};
      if (flag.state === 'DISABLED') return { kind: 'code-default', reason: 'DISABLED', metadata };
      const { targetingKey } = context;
      if (targetingKey !== undefined && typeof targetingKey !== 'string') {
        return { kind: 'error', code: 'INVALID_CONTEXT', message: 'targetingKey is a text', metadata };
      }
      if (keyed.has(key) && (targetingKey ?? '') === '') return withoutKey(flag, context, metadata);
      return answerOf(flag.evaluate(context as FlagdContext, SILENT), metadata);
    },
  };
}

/** How the library says, to its log alone, that a split had nobody to split; then it gives the default as if that were the answer. */
const NO_KEY = /missing targetingkey/i;

/** Only a split that was really asked lacks the key: a rule that answers before it needs none. */
function withoutKey(flag: LibraryFlag, context: EvaluationContext, metadata: Evaluation['metadata']): Evaluation {
  let isMissing = false;
  const debug = (...said: readonly unknown[]): void => {
    if (NO_KEY.test(String(said[0]))) isMissing = true;
  };
  const answer = answerOf(flag.evaluate(context as FlagdContext, { ...SILENT, debug }), metadata);
  if (!isMissing) return answer;
  const message = 'the flag gives users different values, and no targetingKey says who asks';
  return { kind: 'error', code: 'TARGETING_KEY_MISSING', message, metadata };
}

const KNOWN = ['STATIC', 'DEFAULT'] as const;

function answerOf(details: ReturnType<LibraryFlag['evaluate']>, metadata: Evaluation['metadata']): Evaluation {
  const { reason, variant, value } = details;
  if (reason === 'ERROR') {
    const code: EvaluationErrorCode = details.errorCode === 'PARSE_ERROR' ? 'PARSE_ERROR' : 'GENERAL';
    return { kind: 'error', code, message: 'the rules of this flag gave no variant of it', metadata };
  }
  if (value === undefined || variant === undefined) return { kind: 'code-default', reason: 'DEFAULT', metadata };
  const known = KNOWN.find((each) => each === reason) ?? 'TARGETING_MATCH';
  return {
    kind: 'value',
    variant,
    value: value as Extract<Evaluation, { kind: 'value' }>['value'],
    reason: known,
    metadata,
  };
}

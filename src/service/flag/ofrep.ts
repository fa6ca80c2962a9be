import type { OfrepFailure, OfrepSuccess } from '../../contract/index.ts';
import type { FlagEvaluation } from '../../control/index.ts';

/** An evaluation in the words of OFREP. */
export function ofrepAnswer(key: string, evaluation: FlagEvaluation): OfrepSuccess | OfrepFailure {
  switch (evaluation.kind) {
    case 'error':
      return { key, errorCode: evaluation.code, errorDetails: evaluation.message };
    case 'code-default':
      return { key, reason: evaluation.reason, metadata: evaluation.metadata };
    case 'value': {
      const { reason, variant, metadata } = evaluation;
      // Read-only data of the core; nobody writes to a document.
      return { key, reason, variant, value: evaluation.value as OfrepSuccess['value'], metadata };
    }
  }
}

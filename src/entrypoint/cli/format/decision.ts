import type { DecisionDocument } from '../../../contract/index.ts';
import { decisionCompact } from './decision-compact.ts';
import { decisionJson } from './decision-json.ts';
import { decisionText } from './decision-text.ts';
import type { TextOptions } from './paint.ts';

/** Names of the formats of a decision; the first is the one for people. */
export const decisionFormats = ['text', 'compact', 'json'] as const;
export type DecisionFormat = (typeof decisionFormats)[number];

/** Writes decisions in one format. Pure; the text ends with a line break or is empty. */
export function formatDecision(
  options: TextOptions & { readonly format: DecisionFormat; readonly documents: readonly DecisionDocument[] },
): string {
  switch (options.format) {
    case 'text':
      return decisionText(options.documents, options);
    case 'compact':
      return decisionCompact(options.documents);
    case 'json':
      return decisionJson(options.documents);
  }
}

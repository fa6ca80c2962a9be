import type { DecisionDocument } from '../../../contract/index.ts';
import { decisionCompact } from './decision-compact.ts';
import { decisionGithub } from './decision-github.ts';
import { decisionJson } from './decision-json.ts';
import { decisionJunit } from './decision-junit.ts';
import { decisionMarkdown } from './decision-markdown.ts';
import { decisionSarif } from './decision-sarif.ts';
import { decisionText } from './decision-text.ts';
import type { TextOptions } from './paint.ts';

/** Names of the formats of a decision; the first is the one for people. */
export const DECISION_FORMATS = ['text', 'compact', 'json', 'sarif', 'github', 'junit', 'markdown'] as const;
export type DecisionFormat = (typeof DECISION_FORMATS)[number];

/** Writes decisions in one format. Pure; the text ends with a line break or is empty. */
export function formatDecision(
  options: TextOptions & { readonly format: DecisionFormat; readonly documents: readonly DecisionDocument[] },
): string {
  const { format, documents } = options;
  switch (format) {
    case 'text':
      return decisionText(documents, options);
    case 'compact':
      return decisionCompact(documents);
    case 'json':
      return decisionJson(documents);
    case 'sarif':
      return decisionSarif(documents);
    case 'github':
      return decisionGithub(documents);
    case 'junit':
      return decisionJunit(documents);
    case 'markdown':
      return decisionMarkdown(documents);
  }
}

import type { DecisionDocument } from '../../../contract/index.ts';
import type { PresentVerdict } from '../../../service/index.ts';
import { decisionMarkdown } from './decision-markdown.ts';
import { verdictSentence } from './wording.ts';

/** What a forge shows of a decision: the check, its annotations, and the sticky comment where there is something to say. */
export function presentVerdict(publicUrl: string | null): PresentVerdict {
  return ({ document, submission, verdict }) => {
    // Written by this program and read back by its digest.
    const decision = document as DecisionDocument;
    const markdown = decisionMarkdown([decision]);
    const { verdict: value, overridden } = verdict;
    const advises = value === 'allow' && decision.would_decide !== 'allow' && !overridden;
    return {
      conclusion: advises ? 'advice' : value === 'allow' || value === 'block' ? value : 'hold',
      title: overridden ? 'Let through by an override' : verdictSentence(decision),
      summary: markdown,
      annotations: annotationsOf(decision),
      comment: value === 'allow' && !advises ? null : markdown,
      detailsUrl: publicUrl === null ? null : `${publicUrl}/changes/${encodeURIComponent(submission.id)}`,
    };
  };
}

function annotationsOf({ blockers }: DecisionDocument): ReturnType<PresentVerdict>['annotations'] {
  return blockers.flatMap(({ where, effect, mode, rule, message, because }) =>
    where.map(({ path, line }) => ({
      path,
      line,
      level: mode !== 'enforce' ? 'notice' : effect === 'block' ? 'failure' : 'warning',
      title: rule,
      message: `${message}: ${because}`,
    })),
  );
}

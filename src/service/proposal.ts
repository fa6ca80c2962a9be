import type { ChangeSelector } from '../control/index.ts';
import { Fault } from '../kernel/index.ts';
import type { ProposalRequest } from './firebreak.ts';

/** The change that a request means; a range without two ends is a Fault. */
export function selectorOf(proposal: ProposalRequest): ChangeSelector {
  if (proposal.kind !== 'range') return proposal;
  const [from, to, ...rest] = proposal.range.split(/\.{2,3}/);
  if (from === undefined || to === undefined || rest.length > 0 || from === '' || to === '') {
    throw new Fault({
      kind: 'usage',
      code: 'bad-range',
      message: `${proposal.range} is no range`,
      fix: 'Write it as A..B, e.g. main..HEAD.',
    });
  }
  return { kind: 'range', from, to };
}

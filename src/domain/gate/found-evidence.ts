import type { Facts } from '../policy/index.ts';
import type { Human, JudgedSignoff } from '../review/index.ts';
import type { FoundEvidence } from './model.ts';

/** What was found that meets requirements, in a fixed order; whether a rule asks for it or not. */
export function foundEvidence(facts: Facts, signoffs: readonly JudgedSignoff[]): readonly FoundEvidence[] {
  const { evidence, change } = facts.values;
  const found: FoundEvidence[] = [];
  for (const ticket of evidence.tickets ?? []) found.push({ kind: 'ticket', text: ticket });
  if (evidence.rollout_plan === true) found.push({ kind: 'rollout-plan', text: 'a rollout plan is named' });
  if (evidence.rollback_plan === true) found.push({ kind: 'rollback-plan', text: 'a rollback plan is named' });
  if (change.test_changed === true) found.push({ kind: 'test-change', text: 'a test file differs' });
  const names = new Set(signoffs.flatMap((each) => (each.kind === 'eligible' ? [nameOf(each.human)] : [])));
  return [...found, ...[...names].sort().map((text) => ({ kind: 'signoff', text }))];
}

function nameOf(human: Human): string {
  if (human.kind === 'person') return `${human.person.id} (${human.person.level})`;
  return human.handle === null ? (human.mail ?? '') : `@${human.handle}`;
}

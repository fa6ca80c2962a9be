import type { ReviewShortfall as ShortfallDocument } from '../../contract/index.ts';
import type { ReviewShortfall } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';

/** A sign-off for which nobody could be asked, with what somebody does about it. All text in it is printable. */
export function shortfallOf(shortfall: ReviewShortfall): ShortfallDocument {
  const { kind, missing, text } = shortfall;
  return { kind, missing, text: printable(text), next_step: printable(nextStep(shortfall)) };
}

/** Budgets and absences say who is asked; who may sign they never say. */
function nextStep({ kind, regardless, delegate }: ReviewShortfall): string {
  switch (kind) {
    case 'nobody-known':
      return 'Name somebody who may give it in firebreak.yaml (people, teams, owners), by a proposal of its own; whoever made this change never counts.';
    case 'everybody-away':
      return 'Wait until somebody is back, or correct review.away in firebreak.yaml; whoever is away may still sign.';
    case 'everybody-asked':
      return 'Talk to one of them: whoever let an ask pass may still sign; or name one more person in firebreak.yaml.';
    case 'over-budget': {
      const who = regardless === null ? 'Somebody who may' : regardless;
      const other = delegate === null ? '' : `, or ${delegate}, who knows the files less`;
      return `${who} may still sign${other}: a budget says who is asked, never who may. Or raise review.budgets in firebreak.yaml.`;
    }
  }
}

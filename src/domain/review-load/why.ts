import { assertNever } from '../../kernel/index.ts';
import { describeRequirement } from '../gate/index.ts';
import type { SignoffRequirement } from '../review/index.ts';
import type { ChoiceReason, Shortfall } from './model.ts';

/** Why somebody is asked, as one sentence for that person. */
export function whyText(reason: ChoiceReason): string {
  return `${knowledge(reason)}; ${desk(reason)}`;
}

function knowledge({ basis, knownFiles, files, expertise }: ChoiceReason): string {
  if (basis === 'nobody-knows') return 'nobody who may sign has touched these files before';
  if (knownFiles > 0) return `has written or reviewed ${knownFiles} of the ${plural(files, 'file')} before`;
  return expertise > 0 ? 'has worked beside these files before' : 'has not touched these files before but has time';
}

function desk({ openMinutes, budgetMinutes, usedShare }: ChoiceReason): string {
  const open = `${Math.round(openMinutes)} minutes of open reviews`;
  return budgetMinutes === null
    ? `${open}, no budget stated`
    : `${open}, ${Math.round(usedShare * 100)} % of ${Math.round(budgetMinutes)} minutes this week taken`;
}

/** One sentence about sign-offs for which nobody is asked. */
export function shortfallText(shortfall: {
  readonly kind: Shortfall['kind'];
  readonly requirement: SignoffRequirement;
  readonly missing: number;
  readonly regardless: string | null;
  readonly delegate: string | null;
}): string {
  const { requirement, missing, regardless, delegate } = shortfall;
  const asked = describeRequirement({ ...requirement, count: missing });
  switch (shortfall.kind) {
    case 'nobody-known':
      return `nobody is asked for ${asked}: the catalog has nobody else who may give it`;
    case 'everybody-away':
      return `nobody is asked for ${asked}: everybody who may give it is away`;
    case 'everybody-asked':
      return `nobody is asked for ${asked}: everybody who may give it was asked before`;
    case 'over-budget': {
      const next = regardless === null ? '' : `; regardless of budgets it would be ${regardless}`;
      const spill = delegate === null ? '' : `; ${delegate} has time but knows the files less`;
      return `nobody is asked for ${asked}: nobody who may give it is within budget${next}${spill}`;
    }
    default:
      return assertNever(shortfall.kind);
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

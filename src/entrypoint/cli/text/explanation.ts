import type { Explanation } from '../../../contract/index.ts';
import { painter } from '../format/index.ts';

const SIGN = { true: '✓ true   ', false: '✗ false  ', unknown: '? unknown' } as const;

/** Each rule taken apart: verdict, condition with its parts, facts, who and how, what would change it. */
export function explanationText(options: {
  readonly explanations: readonly Explanation[];
  readonly color: boolean;
  readonly width: number;
}): string {
  if (options.explanations.length === 0) return 'no rule matched this change\n';
  return `${options.explanations.map((explanation) => one(explanation, options.color)).join('\n\n')}\n`;
}

function one(explanation: Explanation, color: boolean): string {
  const paint = painter(color);
  const { rule } = explanation;
  const ends = rule.expires_at === null ? '' : `, ends ${rule.expires_at.slice(0, 10)}`;
  const lines = [
    `${paint.bold(rule.id)}  ${explanation.outcome ?? 'not evaluated'}  (${rule.mode}${ends}, ${rule.origin})`,
    `  because  ${rule.because}`,
    `  when     ${rule.when.replaceAll('\n', ' ')}`,
    ...explanation.parts.map((part) => `           ${SIGN[part.value]}  ${part.text}`),
    `  asks     ${rule.effect}`,
    ...explanation.facts.map(
      (fact, index) => `${index === 0 ? '  facts    ' : '           '}${fact.name} = ${fact.value}`,
    ),
  ];
  if (explanation.who_can_clear.length > 0) lines.push(`  who      ${explanation.who_can_clear.join(', ')}`);
  lines.push(...explanation.how.map((how) => `  how      ${how}`));
  lines.push(...explanation.would_change.map((text) => `  changes if  ${text}`));
  return lines.join('\n');
}

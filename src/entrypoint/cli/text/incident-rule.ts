import type { IncidentRules } from '../../../contract/index.ts';

/** Rules that are shown; the rest stands in the document. */
const SHOWN = 8;

/** Which rules would have caught a change, as lines; the first one ready to be pasted. */
export function incidentRulesText({ change, today, window, proposed, limits }: IncidentRules): string {
  const of = today.rules.map(({ rule, mode }) => `${rule} (${mode})`).join(', ');
  const caught = proposed.filter(({ catches }) => catches);
  const [first] = caught;
  return `${[
    `${change.commit.slice(0, 12)}  ${change.title}`,
    today.rules.length === 0
      ? `Today's policy would let it pass${today.decision === 'allow' ? '' : `, were it not ${today.decision}`}.`
      : `Today's policy holds it by ${of}; a rule in shadow or advise would only have said so.`,
    '',
    caught.length === 0
      ? 'No rule is proposed: too little was known of this change when it landed.'
      : `Rules that would have held it, over ${window.changes} landed changes (${Math.round(window.weeks)} weeks):`,
    ...caught
      .slice(0, SHOWN)
      .flatMap((rule) => [
        `  ${rule.rule}: ${rule.when}`,
        `    holds ${rule.held} others (${rule.held_harmful} of them repaired or reverted later)${rule.unknown === 0 ? '' : `, could not tell of ${rule.unknown}`}; ${rule.senior_minutes_per_week} senior minutes a week; ends ${rule.expires.slice(0, 10)}`,
      ]),
    ...(first === undefined
      ? []
      : ['', 'The narrowest, to begin with in shadow:', '', ...first.yaml.split('\n').map((line) => `  ${line}`)]),
    '',
    ...limits,
  ].join('\n')}\n`;
}

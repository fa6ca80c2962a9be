import type { IncidentRules } from '../../contract/index.ts';
import { type Progress, type RuleTrial, tryRules, type World } from '../../control/index.ts';
import { printable, toIso } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';

/** What is asked of the history of a repository. */
export interface RuleTrialRequest {
  readonly repository: string;
  readonly incident: string | null;
  /** Whole or the beginning of an id of a landed change. */
  readonly commit: string;
  /** Newest landed changes that are replayed. */
  readonly limit: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** Which rules would have caught a change. Fault: it is not among the changes that are replayed. */
export async function ruleTrial(world: World, request: RuleTrialRequest): Promise<IncidentRules> {
  const trial = await tryRules({ world, ...request });
  const { commit, title, today, holding, changes, weeks } = trial;
  return {
    schema: 'firebreak.incident-rules/v1',
    incident: request.incident,
    change: { commit, title: printable(title) },
    today: {
      decision: today.decision,
      rules: holding.map(({ rule, mode }) => ({ rule, mode })),
      unevaluable: [...today.unevaluable],
    },
    window: { changes, weeks },
    proposed: trial.tried.map((tried) => proposedOf(tried, weeks)),
    limits: [
      'Held is not prevented: whoever signs may let it pass all the same.',
      'The rules were made of what was known of this one change; others like it may look otherwise.',
    ],
  };
}

function proposedOf(tried: RuleTrial['tried'][number], weeks: number): IncidentRules['proposed'][number] {
  const { rule, expires, catches, held, heldHarmful, unknown, seniorMinutes } = tried;
  return {
    rule: rule.id,
    when: rule.when,
    because: rule.because,
    expires: isoTime(expires),
    catches,
    held,
    held_harmful: heldHarmful,
    unknown,
    senior_minutes: Math.round(seniorMinutes),
    senior_minutes_per_week: Math.round((seniorMinutes / Math.max(1, weeks)) * 10) / 10,
    yaml: [
      `- id: ${rule.id}`,
      `  when: '${rule.when.replaceAll("'", "''")}'`,
      '  require: { signoffs: [{ count: 1, level: senior }] }',
      `  because: A change like this led to an incident, since ${rule.because}.`,
      `  expires: ${(toIso(expires) ?? '').slice(0, 10)}`,
      '  mode: shadow',
    ].join('\n'),
  };
}

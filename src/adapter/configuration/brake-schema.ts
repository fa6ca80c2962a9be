import { z } from 'zod';
import { MAX_HOTFIX_SIGNOFFS, MAX_REVIEW_MS } from '../../domain/brake/index.ts';
import { date, id, list, text } from './schema-part.ts';

const MINUTE_MS = 60_000;
/** A storm is seen within a day; more rollbacks than this are counted by nobody. */
const STORM_MINUTES_LIMIT = 1_440;
const STORM_ROLLBACKS_LIMIT = 100;

const part = z.string().min(1).max(400);
const scope = z
  .union([part, list(part).min(1, 'needs at least one part')])
  .describe(
    'What is held: everything, tier:0, service:NAME, flow:NAME, path:GLOB, agent:NAME, model:NAME, pattern:ID; one or several.',
  );
const hotfix = z
  .union([z.literal(false), z.int().min(1).max(MAX_HOTFIX_SIGNOFFS)])
  .default(1)
  .describe('Distinct people who must have signed a hotfix so that it passes; false: none passes.');
const reverts = z.boolean().default(true).describe('Whether reverts that the merge queue makes itself pass.');

const window = z.string().min(1).max(200);

const freeze = z
  .strictObject({
    scope,
    window: z
      .union([window, list(window).min(1, 'needs at least one window')])
      .describe(
        'When it holds: `Friday 16:00 to Monday 08:00`, `daily 22:00 to 06:00`, `weekdays 17:00 to 09:00`, `2026-12-20 to 2027-01-03` (both days whole).',
      ),
    zone: z.string().min(1).max(80).describe('Time zone whose wall clock is meant, by name: Europe/London, UTC.'),
    reason: text.max(500).describe('Why, for the person it stops.'),
    hotfix,
    reverts,
    expires: date.optional().describe('Last day (UTC) on which it counts, or the moment it ends.'),
  })
  .describe('A freeze of the calendar. It holds in its windows.');

const minutes = z
  .int()
  .min(1)
  .max(MAX_REVIEW_MS / MINUTE_MS);

const rule = z
  .strictObject({
    when: z
      .enum(['open-sev-1', 'critical-surge', 'error-budget-spent', 'rollback-storm', 'flow-alarm'])
      .describe(
        'open-sev-1: an incident of severity 1 was declared and hurts. critical-surge: alarms about one place are critical. error-budget-spent: of a service. rollback-storm: so many rollbacks of one service within so many minutes. flow-alarm: an alarm on a critical flow.',
      ),
    rollbacks: z.int().min(1).max(STORM_ROLLBACKS_LIMIT).optional().describe('Of a storm; 3 where it is left out.'),
    minutes: z.int().min(1).max(STORM_MINUTES_LIMIT).optional().describe('Of a storm; 60 where it is left out.'),
    scope: z
      .union([z.literal('affected'), scope])
      .default('affected')
      .describe('affected: the services and flows that the facts name, everything where they name none.'),
    hotfix,
    reverts,
    review_minutes: minutes
      .optional()
      .describe('It holds until a human releases it, and is overdue after so many minutes; 240 where it is left out.'),
    ends_after_minutes: minutes.optional().describe('It ends by itself after so many minutes instead.'),
  })
  .describe('Engages a brake by itself. Nothing but a human, or the end that it states, releases it.');

/** The `brakes:` section. */
export const brakeSection = z
  .strictObject({
    calendar: z.record(id, freeze).default({}),
    rules: z.record(id, rule).default({}),
  })
  .describe(
    'Brakes that nobody pulls by hand. They are read from the branch that changes land on, never from a change.',
  );

export type BrakeSectionShape = z.infer<typeof brakeSection>;

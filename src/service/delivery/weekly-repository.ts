import type { WeeklyReport } from '../../contract/index.ts';
import {
  draftReview,
  draftSeed,
  readGitDelivery,
  type Week,
  type World,
  weekBefore,
  weekOf,
} from '../../control/index.ts';
import { digestOfJson, printable } from '../../kernel/index.ts';
import { isoOf } from '../decision-document.ts';
import type { WeeklyRequest } from '../firebreak.ts';
import { weekNamed } from './week-name.ts';
import { weeklyReviewOf } from './weekly-document.ts';

/** The week itself, twelve weeks of metrics, thirteen of trends, and what came before the first of them. */
const DAYS = 120;

/** Drafts the review of a week of one repository out of git alone: nothing is known of incidents, sign-offs and deployments. */
export async function repositoryWeekly(world: World, request: WeeklyRequest): Promise<WeeklyReport> {
  const asked = request.week === null ? null : weekNamed(request.week);
  const read = await readGitDelivery(world, {
    ...request,
    name: null,
    tip: null,
    start: asked === null ? { kind: 'days', days: DAYS } : { kind: 'moment', at: earlier(asked) },
    limit: null,
    policy: { file: request.policy },
    labels: 'stated',
    lines: false,
    deployments: 'none',
  });
  const now = world.now();
  const week = asked ?? weekOf(read.span?.to ?? now);
  const services = [...new Set(read.facts.changes.flatMap((change) => change.services))];
  const review = weeklyReviewOf(
    draftReview({
      week,
      facts: read.facts,
      incidents: [],
      accepted: [],
      services: services.length > 0 ? services : [read.name],
      seed: draftSeed(week),
      positionOf: () => null,
    }),
    {
      source: 'git',
      repositories: [read.name],
      madeAt: now,
      notes: ['drafted from git alone: incidents, sign-offs, deployments and decisions are known to a server'],
    },
  );
  const no = { allowed: false, why_not: 'a week is kept by a server' };
  return {
    schema: 'firebreak.weekly/v1',
    as_of: isoOf(now) ?? '',
    viewer: null,
    state: 'draft',
    frozen_at: null,
    digest: digestOfJson(review),
    review,
    spun: null,
    decisions: [],
    previous: weekBefore(week).name,
    next: week.to > now ? null : printable(weekOf(week.to).name),
    may: { freeze: no, spin: no, decide: no },
  };
}

function earlier(week: Week) {
  return weekOf((week.from - DAYS * 86_400_000) as Week['from']).from;
}

import type { Command } from 'commander';
import type { ReviewLoadRequest } from '../../../service/index.ts';
import { UsageError } from '../exit.ts';
import {
  formatReviewForecast,
  formatReviewSimulation,
  REVIEW_LOAD_FORMATS,
  type ReviewLoadFormat,
} from '../format/index.ts';
import { parseCount, parseFormats, parseSince } from '../option.ts';
import { emit, type Look } from '../output.ts';
import type { CommandContext, GlobalOptions } from './context.ts';
import { fileOf, repositoryOf } from './repository.ts';

interface ReviewOptions extends GlobalOptions {
  readonly since?: string;
  readonly limit?: string;
  readonly branch?: string;
  readonly seniors?: string;
  readonly others?: string;
  readonly minutes?: string;
  readonly seed?: string;
}

/** As many as the replay reads. */
const DEFAULT_LIMIT = 2000;
const DEFAULT_SEED = 1;
/** People that a simulation takes: each event looks at everybody. */
const REVIEWER_LIMIT = 2000;
/** A week has no more minutes. */
const WEEK_MINUTES = 10_080;

/** `firebreak review`: what a policy costs the people who review, and how long changes would wait for them. */
export function addReview(program: Command, context: CommandContext): void {
  const review = program
    .command('review')
    .summary('what a policy costs the people who review, and how long changes would wait');
  addLoadCommand(review, context, {
    name: 'forecast',
    summary: 'senior minutes a week that the policy asks for, beside what there is',
    answer: async (request) => {
      const report = await context.firebreak.forecastReview(request);
      return (format, look) => formatReviewForecast({ format, report, ...look });
    },
  });
  addLoadCommand(review, context, {
    name: 'simulate',
    summary: 'how long changes would have waited for reviewers, at one, two and four times the AI-assisted changes',
    answer: async (request) => {
      const report = await context.firebreak.simulateReview(request);
      return (format, look) => formatReviewSimulation({ format, report, ...look });
    },
  });
}

interface LoadCommand {
  readonly name: string;
  readonly summary: string;
  readonly answer: (request: ReviewLoadRequest) => Promise<(format: ReviewLoadFormat, look: Look) => string>;
}

function addLoadCommand(review: Command, context: CommandContext, { name, summary, answer }: LoadCommand): void {
  review
    .command(name)
    .summary(summary)
    .argument('[path]', 'repository (the current directory)')
    .option('--since <span>', 'days before the newest landing, or a date (90d, 12w, 2026-01-31)')
    .option('--limit <n>', `the newest n landed changes (${DEFAULT_LIMIT})`)
    .option('--branch <name>', 'branch whose history is read (the default branch)')
    .option('--seniors <n>', 'so many seniors review, instead of the people of the configuration')
    .option('--others <n>', 'so many others review')
    .option('--minutes <n>', 'minutes a week of each reviewer whose budget is not stated (192)')
    .option('--seed <n>', `seed of what is drawn (${DEFAULT_SEED})`)
    .action(async (path: string | undefined, _own: unknown, self: Command) => {
      const options = self.optsWithGlobals<ReviewOptions>();
      const targets = parseFormats({ options, known: REVIEW_LOAD_FORMATS, fallback: 'text' });
      const limit = options.limit === undefined ? null : parseCount('--limit', options.limit);
      const render = await answer({
        repository: repositoryOf(context, options, path),
        policy: fileOf(context, options.policy),
        limit: limit ?? (options.since === undefined ? DEFAULT_LIMIT : null),
        since: options.since === undefined ? null : parseSince(options.since),
        tip: options.branch ?? null,
        reviewers: {
          seniors: countOf('--seniors', options.seniors, REVIEWER_LIMIT),
          others: countOf('--others', options.others, REVIEWER_LIMIT),
          minutesPerWeek: countOf('--minutes', options.minutes, WEEK_MINUTES),
        },
        seed: options.seed === undefined ? DEFAULT_SEED : parseCount('--seed', options.seed),
        progress: context.progress,
        signal: context.io.signal,
      });
      context.progress.clear();
      await emit({ io: context.io, color: options.color, targets, render });
    });
}

function countOf(flag: string, value: string | undefined, most: number): number | null {
  if (value === undefined) return null;
  const count = /^\d{1,9}$/.test(value) ? Number(value) : Number.POSITIVE_INFINITY;
  if (count > most) throw new UsageError(`${flag} takes a whole number from 0 to ${most}, not "${value}"`);
  return count;
}

import { z } from 'zod';
import { type Annotation, converge, type PublishedCheck } from '../../domain/forge/index.ts';
import { fitted, isWellFormed } from '../../kernel/index.ts';
import type { GithubClient } from './client.ts';
import { ADVICE_CHECK, CHECK } from './own-name.ts';

/** GitHub's most for one call; more are appended by further ones. */
const ANNOTATION_PAGE = 50;
/** Twenty calls: nobody reads more, and the summary counts them. */
const MAX_ANNOTATIONS = 1000;
/** GitHub's limits (OpenAPI description of checks). */
const MAX_SUMMARY = 65_535;
const MAX_TITLE = 255;
/** 64 KiB of bytes; a character has four at most. */
const MAX_MESSAGE = 16_000;
/** Runs of one name on one commit that are looked at: the newest of each suite. */
const MAX_PAGES = 10;

type Conclusion = 'success' | 'failure' | 'action_required' | 'neutral';

interface WantedRun {
  readonly name: string;
  readonly conclusion: Conclusion;
  readonly annotations: readonly Annotation[];
}

/** Shows a verdict as check runs of this App. */
export async function publishCheckRuns(given: {
  readonly client: GithubClient;
  readonly repository: string;
  readonly appId: number;
  readonly check: PublishedCheck;
}): Promise<void> {
  for (const run of wantedRuns(given.check)) await converge(() => publishRun({ ...given, run }));
}

/** Advice is no verdict: the check that may be required passes, and the one that must not says it. */
function wantedRuns({ conclusion, annotations }: PublishedCheck): readonly WantedRun[] {
  const shown = annotations.filter(({ path }) => isWellFormed(path)).slice(0, MAX_ANNOTATIONS);
  switch (conclusion) {
    case 'allow':
      return [{ name: CHECK, conclusion: 'success', annotations: shown }];
    case 'hold':
      return [{ name: CHECK, conclusion: 'action_required', annotations: shown }];
    case 'block':
      return [{ name: CHECK, conclusion: 'failure', annotations: shown }];
    case 'advice':
      return [
        { name: CHECK, conclusion: 'success', annotations: [] },
        { name: ADVICE_CHECK, conclusion: 'neutral', annotations: shown },
      ];
  }
}

const runsSchema = z
  .object({
    check_runs: z.array(
      z.object({
        id: z.int(),
        name: z.string(),
        external_id: z.string().nullish(),
        status: z.string(),
        conclusion: z.string().nullish(),
        app: z.object({ id: z.int() }).nullish(),
        output: z.object({ annotations_count: z.int().min(0) }).nullish(),
      }),
    ),
  })
  .transform(({ check_runs }) => check_runs);

const madeSchema = z.object({ id: z.int() });

type Run = z.output<typeof runsSchema>[number];

async function publishRun(given: {
  readonly client: GithubClient;
  readonly repository: string;
  readonly appId: number;
  readonly check: PublishedCheck;
  readonly run: WantedRun;
}): Promise<void> {
  const { client, repository, check, run } = given;
  const as = { repository };
  const found = await newestOwn(given);
  const isOfThis = found !== null && found.external_id === check.digest;
  const told = found?.output?.annotations_count ?? 0;
  // What was appended cannot be taken away, and a completed run is not opened again: then a new one follows.
  const fitsOnce = told === 0 && run.annotations.length <= ANNOTATION_PAGE;
  const goesOn = found !== null && (isOfThis ? told <= run.annotations.length : fitsOnce);
  let sent = goesOn && isOfThis ? told : 0;
  if (isOfThis && goesOn && sent === run.annotations.length && isDone(found, run)) return;
  let path = goesOn ? `/repos/${repository}/check-runs/${found.id}` : null;
  do {
    const page = run.annotations.slice(sent, sent + ANNOTATION_PAGE);
    sent += page.length;
    const body = bodyOf({ check, run, page, isLast: sent >= run.annotations.length });
    if (path === null) {
      const runs = `/repos/${repository}/check-runs`;
      const made = await client.write({ as, method: 'POST', path: runs, body: { ...body, head_sha: check.head } });
      path = `${runs}/${madeSchema.parse(made).id}`;
    } else {
      await client.write({ as, method: 'PATCH', path, body });
    }
  } while (sent < run.annotations.length);
}

function isDone(found: Run, run: WantedRun): boolean {
  return found.status === 'completed' && found.conclusion === run.conclusion;
}

/** The newest run of this name that this App wrote; one by another App is not even asked for. */
async function newestOwn(given: {
  readonly client: GithubClient;
  readonly repository: string;
  readonly appId: number;
  readonly check: PublishedCheck;
  readonly run: WantedRun;
}): Promise<Run | null> {
  const { client, repository, appId, check, run } = given;
  const query = `check_name=${encodeURIComponent(run.name)}&app_id=${appId}&filter=latest`;
  const path = `/repos/${repository}/commits/${check.head}/check-runs?${query}`;
  let newest: Run | null = null;
  for await (const each of client.list({ as: { repository }, path, schema: runsSchema, maxPages: MAX_PAGES })) {
    if (each.app?.id !== appId || each.name !== run.name) continue;
    if (newest === null || each.id > newest.id) newest = each;
  }
  return newest;
}

/** Until the last page the run is in progress, which lets nothing pass. */
function bodyOf(given: {
  readonly check: PublishedCheck;
  readonly run: WantedRun;
  readonly page: readonly Annotation[];
  readonly isLast: boolean;
}): Readonly<Record<string, unknown>> {
  const { check, run, page, isLast } = given;
  return {
    name: run.name,
    external_id: check.digest,
    ...(check.detailsUrl === null ? {} : { details_url: check.detailsUrl }),
    ...(isLast ? { status: 'completed', conclusion: run.conclusion } : { status: 'in_progress' }),
    output: {
      title: fitted(check.title, MAX_TITLE),
      summary: fitted(check.summary, MAX_SUMMARY),
      ...(page.length === 0 ? {} : { annotations: page.map(annotationOf) }),
    },
  };
}

function annotationOf(annotation: Annotation): Readonly<Record<string, unknown>> {
  const line = annotation.line ?? 1;
  return {
    path: annotation.path,
    start_line: line,
    end_line: line,
    annotation_level: annotation.level,
    title: fitted(annotation.title, MAX_TITLE),
    message: fitted(annotation.message, MAX_MESSAGE),
  };
}

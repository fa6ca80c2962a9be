import { z } from 'zod';
import type { ForgeNotice } from '../../domain/forge/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import { OWN_CHECKS } from './own-name.ts';
import {
  changeOf,
  commentSchema,
  commitSchema,
  idSchema,
  momentSchema,
  numberSchema,
  pullSchema,
  refOf,
  repositorySchema,
  reviewOf,
  reviewSchema,
} from './payload.ts';

type Notices = readonly ForgeNotice[];

/**
 * What an event tells; empty for an event, or an action, that tells nothing used here. Rejects, naming the member, where a
 * used event lacks what it always has.
 */
export function noticesOf(event: string, payload: unknown): Result<Notices, string> {
  const reader = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  if (reader === undefined) return accept([]);
  const read = reader.safeParse(payload);
  if (read.success) return accept(read.data);
  const place = read.error.issues[0]?.path.map(String).join('.') ?? '';
  return reject(`${event} could not be understood at ${place === '' ? 'its root' : place}`);
}

const named = z.object({ action: z.string().optional(), repository: repositorySchema });

const pullRequest = named
  .extend({ pull_request: pullSchema })
  .transform(
    ({ pull_request, repository }): Notices => [
      { kind: 'change', change: changeOf(pull_request, repository.full_name) },
    ],
  );

const pullRequestReview = named
  .extend({
    review: reviewSchema,
    pull_request: z.object({ number: numberSchema, head: z.object({ sha: commitSchema }) }),
  })
  .transform(({ action, review, pull_request, repository }): Notices => {
    const given = reviewOf(review, { isEdited: action === 'edited', atHead: pull_request.head.sha });
    return given === null
      ? []
      : [{ kind: 'review', ref: refOf(repository.full_name, pull_request.number), review: given }];
  });

/** Comments of issues come by the same event; those of the conversation of a pull request say so. */
const issueComment = named
  .extend({ issue: z.object({ number: numberSchema, pull_request: z.object({}).nullish() }), comment: commentSchema })
  .transform(({ action, issue, comment, repository }): Notices => {
    if (!issue.pull_request || action === 'deleted') return [];
    const isEdited = action === 'edited' || comment.updated_at !== comment.created_at;
    const text = comment.body ?? '';
    const ref = refOf(repository.full_name, issue.number);
    return [{ kind: 'comment', ref, id: String(comment.id), by: comment.user, text, at: comment.created_at, isEdited }];
  });

const checkRun = named
  .extend({ check_run: z.object({ name: z.string(), head_sha: commitSchema }) })
  .transform(({ action, check_run, repository }): Notices => {
    const place = { repository: repository.full_name, head: check_run.head_sha };
    const isOwn = OWN_CHECKS.includes(check_run.name);
    if (action === 'rerequested' && isOwn) return [{ kind: 'recheck', ...place }];
    return action === 'completed' && !isOwn ? [{ kind: 'build', ...place }] : [];
  });

const status = named
  .extend({ sha: commitSchema, state: z.string() })
  .transform(
    ({ sha, state, repository }): Notices =>
      state === 'pending' ? [] : [{ kind: 'build', repository: repository.full_name, head: sha }],
  );

const checkSuite = named
  .extend({ check_suite: z.object({ head_sha: commitSchema }) })
  .transform(
    ({ action, check_suite, repository }): Notices =>
      action === 'rerequested'
        ? [{ kind: 'recheck', repository: repository.full_name, head: check_suite.head_sha }]
        : [],
  );

/** The branch of a group names its last pull request: `gh-readonly-queue/main/pr-104-SHA`; a base branch may hold slashes. */
const mergeGroup = named
  .extend({
    merge_group: z.object({ head_sha: commitSchema, head_ref: z.string(), base_sha: commitSchema }),
  })
  .transform(({ action, merge_group, repository }): Notices => {
    if (action !== 'checks_requested') return [];
    const number = /\/pr-([1-9]\d{0,9})-[0-9a-f]{40,64}$/.exec(merge_group.head_ref.slice(-100))?.[1];
    return [
      {
        kind: 'merge-group',
        repository: repository.full_name,
        head: merge_group.head_sha,
        base: merge_group.base_sha,
        numbers: number === undefined ? [] : [Number(number)],
      },
    ];
  });

const push = named
  .extend({ ref: z.string(), after: commitSchema, deleted: z.boolean().optional() })
  .transform(({ ref, after, deleted, repository }): Notices => {
    const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
    if (branch === null || deleted === true || /^0+$/.test(after)) return [];
    return [{ kind: 'push', repository: repository.full_name, branch, head: after }];
  });

const deploymentProtectionRule = named
  .extend({
    environment: z.string(),
    deployment_callback_url: z.string(),
    deployment: z.object({ id: idSchema.optional(), sha: commitSchema }),
  })
  .transform(
    ({ action, environment, deployment_callback_url, deployment, repository }): Notices =>
      action === 'requested'
        ? [
            {
              kind: 'deployment-gate',
              repository: repository.full_name,
              environment,
              commit: deployment.sha,
              callback: deployment_callback_url,
              // A run that is started again keeps its address, and its deployment is another one.
              attempt: deployment.id === undefined ? null : String(deployment.id),
            },
          ]
        : [],
  );

/** Previews and trials deploy what is not reviewed yet, and rightly so: only what is meant for customers is told. */
const deploymentStatus = named
  .extend({
    deployment_status: z.object({ state: z.string(), created_at: momentSchema }),
    deployment: z.object({
      sha: commitSchema,
      environment: z.string().min(1),
      production_environment: z.boolean().optional(),
    }),
  })
  .transform(({ deployment_status: status, deployment, repository }): Notices => {
    const { sha, environment, production_environment: isStated = false } = deployment;
    const isProduction = isStated || /^prod(?:uction)?(?![a-z])/i.test(environment.slice(0, 100));
    if (status.state !== 'success' || !isProduction) return [];
    return [{ kind: 'deployment', repository: repository.full_name, environment, commit: sha, at: status.created_at }];
  });

const READERS: Readonly<Record<string, z.ZodType<Notices>>> = {
  pull_request: pullRequest,
  pull_request_review: pullRequestReview,
  issue_comment: issueComment,
  check_run: checkRun,
  check_suite: checkSuite,
  status,
  merge_group: mergeGroup,
  push,
  deployment_protection_rule: deploymentProtectionRule,
  deployment_status: deploymentStatus,
};

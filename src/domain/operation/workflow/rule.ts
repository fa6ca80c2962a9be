import { certain, type OperationRule, possible } from '../rule.ts';

/** Every rule about pipelines by the part of its id after `workflow/`. */
export const WORKFLOW_RULES = {
  permissions: certain(
    ['access-widening'],
    'A step that is taken over can write with these rights.',
    'Grant the one scope to the one job that needs it.',
  ),
  'permissions-default': possible(
    ['access-widening'],
    'Without a block the token has the repository’s default rights, often to write.',
    'State `permissions: contents: read` at the top.',
  ),
  'untrusted-checkout': certain(
    ['access-widening', 'secret-exposing'],
    'Code of a stranger’s pull request runs with the rights and secrets of the base repository.',
    'Use `pull_request`, or split: an unprivileged job builds, a privileged one reads its result.',
  ),
  'secret-to-fork': possible(
    ['secret-exposing'],
    'A stranger’s pull request may start a job that holds the secret.',
    'Use the secret only in jobs that run after merging, or behind an environment with reviewers.',
  ),
  'script-injection': certain(
    ['access-widening', 'secret-exposing'],
    'The text comes from whoever opens the issue or pull request, and is run as a command.',
    'Put it into an environment variable and quote that.',
  ),
  'unpinned-action': certain(
    ['access-widening'],
    'Whoever may move the tag or branch decides what runs here.',
    'Name the full commit id, with the version as a comment.',
  ),
  'self-hosted': possible(
    ['access-widening'],
    'Code of a pull request runs on a machine that stays, inside the own network.',
    'Use machines made anew for each job, or require approval for outside contributors.',
  ),
  'pipe-to-shell': certain(
    ['access-widening'],
    'Whoever controls the address decides what runs here.',
    'Download, compare with a known digest, then run.',
  ),
  'removed-check': certain(
    ['behaviour-changing'],
    'Changes land from then on without the check.',
    'Repair or replace the check in the same change.',
  ),
  'ignored-failure': certain(
    ['behaviour-changing'],
    'The check still runs, and its failure no longer stops anything.',
    'Repair it, or quarantine the one flaky test with an end.',
  ),
  disabled: certain(
    ['behaviour-changing'],
    'The step or job no longer runs.',
    'Repair it, or remove it for a stated reason.',
  ),
  'trigger-removed': possible(
    ['behaviour-changing'],
    'The checks no longer run when a change is proposed.',
    'Keep the trigger; filter by path if it is too slow.',
  ),
  'environment-removed': certain(
    ['access-widening'],
    'Reviewers and waiting times of the environment no longer apply to the job.',
    'Keep the job in its environment.',
  ),
} as const satisfies Readonly<Record<string, OperationRule>>;

/** Id of a rule without `workflow/`. */
export type WorkflowRuleName = keyof typeof WORKFLOW_RULES;

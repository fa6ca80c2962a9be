import type { DeploymentAnswer } from '../../domain/forge/index.ts';
import { Fault, fitted, printable } from '../../kernel/index.ts';
import type { GithubClient } from './client.ts';

/** What a page of a workflow run shows well; GitHub states no limit. */
const MAX_COMMENT = 10_000;

/**
 * Answers a deployment protection rule. The address came with a webhook: only its run is taken from it, and only where it is
 * of this API and of the repository that asked.
 */
export async function answerDeployment(given: {
  readonly client: GithubClient;
  readonly apiUrl: string;
  readonly answer: DeploymentAnswer;
}): Promise<void> {
  const { client, answer } = given;
  const { repository, environment, state } = answer;
  const run = runOf(given);
  if (run === null) throw foreign(answer);
  await client.write({
    as: { repository },
    method: 'POST',
    path: `/repos/${repository}/actions/runs/${run}/deployment_protection_rule`,
    body: {
      environment_name: environment,
      ...(state === 'waiting' ? {} : { state }),
      comment: fitted(answer.comment, MAX_COMMENT),
    },
  });
}

function runOf(given: { readonly apiUrl: string; readonly answer: DeploymentAnswer }): string | null {
  const { callback, repository } = given.answer;
  const base = given.apiUrl.replace(/\/+$/, '').toLowerCase();
  const prefix = `${base}/repos/${repository.toLowerCase()}/actions/runs/`;
  if (!callback.toLowerCase().startsWith(prefix)) return null;
  return /^([1-9]\d{0,18})\/deployment_protection_rule$/.exec(callback.slice(prefix.length))?.[1] ?? null;
}

function foreign({ repository }: DeploymentAnswer): Fault {
  return new Fault({
    kind: 'permission',
    code: 'foreign-address',
    message: `the address that a deployment of ${printable(repository)} named is not of this forge and repository`,
    fix: 'If the forge moved, configure its new address.',
  });
}

import type { MetricsReport } from '../../contract/index.ts';
import { deliveryReport, type GitDelivery, readGitDelivery, type World } from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { isoOf } from '../decision-document.ts';
import type { MetricsRequest } from '../firebreak.ts';
import { windowStart } from '../window.ts';
import { metricsDocumentOf } from './document.ts';

/** Metrics of one repository out of git alone. */
export async function repositoryMetrics(world: World, request: MetricsRequest): Promise<MetricsReport> {
  const read = await readGitDelivery(world, {
    ...request,
    name: null,
    start: windowStart(request.since),
    policy: { file: request.policy },
  });
  if (read.span === null) throw nothingLanded(read.name);
  return {
    schema: 'firebreak.metrics/v1',
    made_at: isoOf(world.now()) ?? '',
    repositories: [printable(read.name)],
    source: 'git',
    deployments: request.deployments,
    metrics: metricsDocumentOf(deliveryReport(read.facts, read.span)),
    notes: notesOf(read, request),
  };
}

function nothingLanded(name: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'nothing-landed',
    message: `nothing landed in ${printable(name)} in this window`,
    fix: 'Read more of it: --since 1y.',
  });
}

function notesOf({ isShallow }: GitDelivery, { deployments, labels }: MetricsRequest): string[] {
  return [
    ...(deployments === 'none'
      ? [
          'git tells of no deployment: frequency, lead time, change fail rate, recovery and rework need a server that is told of them, or --deployments landings where every landing is deployed as it lands',
        ]
      : ['every landing is taken for a deployment as it lands, as the caller says']),
    'git tells when a change was authored and landed, not when it was proposed or answered: stages need a server',
    ...(labels === 'stated'
      ? ['outcomes are what messages state (reverts, Fixes trailers); --labels traced follows the lines of fixes too']
      : []),
    ...(isShallow ? ['the history is cut (shallow clone): fetch it whole with git fetch --unshallow'] : []),
  ];
}

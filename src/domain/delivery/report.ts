import type { Digest } from '../../kernel/index.ts';
import { type CodeLifeFacts, type CohortLife, codeLife } from './code-life.ts';
import { type CohortComparison, compareCohorts, repairShare } from './cohort.ts';
import { definitionDigest } from './definition.ts';
import { isNew, productionDeployments } from './deployment-kind.ts';
import { escapesByTier, type TierEscape } from './escape.ts';
import { deploymentsByChange, type LinkedFailures, linkFailures } from './failure.ts';
import { type PaceFigure, paceFigure, type ShareFigure, shareFigure } from './figure.ts';
import type { DeliveredChange, DeliveryFacts, Span } from './model.ts';
import { isOldEnough } from './outcome.ts';
import { type RuleCost, ruleCosts } from './rule-cost.ts';
import { type ServiceMetrics, serviceMetrics } from './service-metric.ts';
import { type StageSplit, splitStages } from './stage.ts';

/** Everything that is measured of a window. No figure is of a person, and none counts tokens. */
export interface DeliveryReport {
  readonly span: Span;
  /** Equal digests, equal definitions. */
  readonly definitions: Digest;
  readonly landings: PaceFigure;
  readonly repairs: ShareFigure;
  readonly services: readonly ServiceMetrics[];
  readonly stages: readonly StageSplit[];
  readonly cohorts: CohortComparison;
  /** `null` = lines were not followed. */
  readonly life: readonly CohortLife[] | null;
  readonly escapes: readonly TierEscape[];
  readonly rules: readonly RuleCost[];
  readonly completeness: Completeness;
  readonly linked: Pick<LinkedFailures, 'suspected' | 'unlinked'>;
}

/** How much of what happened the figures rest on. */
export interface Completeness {
  /** New deployments of which is known what they brought. */
  readonly deploymentsLinked: ShareFigure;
  /** Incidents with a verdict on their cause, be it "no change". */
  readonly incidentsJudged: ShareFigure;
  /** Landed changes whose outcome is known. */
  readonly outcomesKnown: ShareFigure;
  /** Landed changes of which is known who or what wrote them. */
  readonly provenanceKnown: ShareFigure;
}

/** Measures a window of the facts; facts outside of it serve as what came before. */
export function deliveryReport(facts: DeliveryFacts & CodeLifeFacts, span: Span): DeliveryReport {
  const changes = new Map(facts.changes.map((change) => [change.id, change]));
  const deployments = productionDeployments(facts.deployments);
  const bringing = deploymentsByChange(deployments);
  const linked = linkFailures({ deployments, changes, bringing, incidents: facts.incidents });
  const inside = facts.changes.filter(({ moments }) => isInside(moments.landed, span));
  const judged = inside.filter((change) => isOldEnough(change, span.to));
  const landed = byService(facts);
  const deployedAt = firstDeployments(bringing);
  return {
    span,
    definitions: definitionDigest(),
    landings: paceFigure('landing/1', inside.length, span),
    repairs: repairShare(judged),
    services: serviceMetrics({ span, deployments, changes, linked, landed, deployedAt }),
    stages: [...landed]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([service, own]) => splitStages({ service, changes: own, deployedAt: deployedAt.get(service), span }))
      .filter(({ changes: counted }) => counted > 0),
    cohorts: compareCohorts(judged),
    life: facts.written === null ? null : codeLife(facts.written, changes),
    escapes: escapesByTier(judged),
    rules: ruleCosts(facts.changes, span),
    completeness: completenessOf({ facts, deployments, inside, judged, span }),
    linked: { suspected: linked.suspected, unlinked: linked.unlinked },
  };
}

/** Whether a moment lies in the window. */
export function isInside(at: number | null, { from, to }: Span): boolean {
  return at !== null && at >= from && at < to;
}

/**
 * Changes by service; a change of several counts in each, one of none under its repository. Where the repository itself is deployed, each of
 * its changes counts there too.
 */
function byService({ changes, deployments }: DeliveryFacts): ReadonlyMap<string, readonly DeliveredChange[]> {
  const found = new Map<string, DeliveredChange[]>();
  const whole = new Set(deployments.flatMap(({ service, repository }) => (service === repository ? [service] : [])));
  const add = (service: string, change: DeliveredChange): void => {
    const known = found.get(service);
    if (known === undefined) found.set(service, [change]);
    else known.push(change);
  };
  for (const change of changes) {
    for (const service of change.services) add(service, change);
    if (change.services.length === 0 || whole.has(change.repository)) add(change.repository, change);
  }
  return found;
}

function firstDeployments(
  bringing: ReturnType<typeof deploymentsByChange>,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const first = new Map<string, Map<string, number>>();
  for (const [change, deployments] of bringing) {
    for (const { service, at } of deployments) {
      const known = first.get(service) ?? new Map<string, number>();
      first.set(service, known);
      if (!known.has(change)) known.set(change, at);
    }
  }
  return first;
}

function completenessOf(given: {
  readonly facts: DeliveryFacts;
  readonly deployments: ReturnType<typeof productionDeployments>;
  readonly inside: readonly DeliveredChange[];
  readonly judged: readonly DeliveredChange[];
  readonly span: Span;
}): Completeness {
  const { facts, deployments, inside, judged, span } = given;
  const fresh = deployments.filter((each) => isNew(each) && isInside(each.at, span));
  const incidents = facts.incidents.filter(({ startedAt }) => isInside(startedAt, span));
  const explained = incidents.filter(({ cause }) => cause.kind !== 'unknown');
  const told = inside.filter(({ assistance }) => assistance !== 'unknown');
  return {
    deploymentsLinked: shareFigure('frequency/1', fresh.filter(({ brings }) => brings !== null).length, fresh.length),
    incidentsJudged: shareFigure('change-fail/1', explained.length, incidents.length),
    outcomesKnown: shareFigure('repair/1', judged.length, inside.length),
    provenanceKnown: shareFigure('cohort/1', told.length, inside.length),
  };
}

import type { CommitProvenance } from '../contract/index.ts';
import {
  agentsHere,
  diagnose,
  type FoundProvenance,
  judgeProposal,
  lintRepositoryPolicy,
  planRecord,
  proposeBlast,
  showProvenance,
  testPolicies,
  verifyProvenance,
  type World,
} from '../control/index.ts';
import { attributionReport } from './attribution/attribute.ts';
import { blastReportOf } from './blast.ts';
import { calendarReport } from './brake-calendar.ts';
import { decisionDocumentOf, provenanceSummaryOf } from './decision-document.ts';
import { repositoryMetrics } from './delivery/repository.ts';
import { repositoryWeekly } from './delivery/weekly-repository.ts';
import { detect } from './detect.ts';
import { explanationsOf } from './explain.ts';
import type { CheckRequest, Firebreak, ProvenanceRequest } from './firebreak.ts';
import { makeLocalFlagDesk } from './flag/local.ts';
import { makeFlakyDesk } from './flaky.ts';
import { expectedLossIn } from './incident/expected-loss.ts';
import { makeLocalIncidentDesk } from './incident/local.ts';
import { ruleTrial } from './incident/rule.ts';
import { checkAndRecord, logMethods } from './log.ts';
import { patterns } from './pattern.ts';
import { lintReportOf, policyTestReportOf } from './policy.ts';
import { selectorOf } from './proposal.ts';
import { makeLocalQueueDesk } from './queue/local.ts';
import { simulateQueue } from './queue/simulate.ts';
import { trainReachOnRepository } from './reach-training.ts';
import { recall } from './recall.ts';
import { recordReportOf } from './record.ts';
import { replay } from './replay.ts';
import { forecastReview, simulateReview } from './review-load.ts';
import { riskReportOf } from './risk.ts';
import { trainOnRepository } from './risk-training.ts';
import { rolloutPlanReport } from './rollout/simulate.ts';
import { scan } from './scan.ts';
import { init, proposeInit, undoInit } from './setup.ts';
import { windowStart } from './window.ts';

/** Firebreak over a world; `schemas` are the published JSON Schemas by name. */
export function makeFirebreak(options: {
  readonly world: World;
  readonly schemas: Readonly<Record<string, () => unknown>>;
}): Firebreak {
  const { world, schemas } = options;
  return {
    scan: (request) => scan(world, request),
    replay: (request) => replay(world, request),
    forecastReview: (request) => forecastReview(world, request),
    simulateReview: (request) => simulateReview(world, request),
    check: async (request) => decisionDocumentOf(await judge(world, request)),
    checkAndRecord: (request) => checkAndRecord({ world, log: request.log, judged: judge(world, request) }),
    risk: async (request) => riskReportOf(await judge(world, request)),
    blast: async ({ repository, policy, proposal, plans, squawk, observed, progress, signal }) =>
      blastReportOf(
        await proposeBlast({
          world,
          repository,
          selector: selectorOf(proposal),
          policy: { file: policy },
          files: { plans, squawk, observed },
          watch: (done, total) => progress?.({ what: 'reading which files land together', done, total }),
          signal,
        }),
      ),
    patterns: (request) => patterns(world, request),
    recall: (request) => recall(world, request),
    trainReach: (request) => trainReachOnRepository(world, request),
    trainRisk: (request) => trainOnRepository(world, request),
    explain: async (request) => explanationsOf(await judge(world, request), request.code),
    showProvenance: (request) => documents(showProvenance(selectionOf(world, request))),
    verifyProvenance: (request) => documents(verifyProvenance(selectionOf(world, request))),
    recordProvenance: async (request) => recordReportOf(await planRecord({ world, ...request }), request),
    lintPolicy: async ({ repository, policy }) =>
      lintReportOf(await lintRepositoryPolicy({ world, repository, file: policy })),
    testPolicy: async (request) => policyTestReportOf(await testPolicies({ world, ...request })),
    proposeInit: ({ repository }) => proposeInit(world, repository),
    init: (request) => init(world, request),
    undoInit: (request) => undoInit(world, request),
    doctor: async ({ repository }) => ({
      schema: 'firebreak.doctor/v1',
      checks: [...(await diagnose(world, repository))],
    }),
    agentsHere: () => agentsHere(world),
    ...logMethods(world),
    detect: (request) => detect(world, request),
    attribute: (request) => attributionReport(world, request),
    metrics: (request) => repositoryMetrics(world, request),
    weekly: (request) => repositoryWeekly(world, request),
    flaky: makeFlakyDesk(world),
    flags: makeLocalFlagDesk(world),
    incidents: makeLocalIncidentDesk(world),
    expectedLoss: (request) => expectedLossIn(world, request),
    incidentRules: (request) => ruleTrial(world, request),
    queue: makeLocalQueueDesk(world),
    rolloutPlan: (request) => rolloutPlanReport(world, request),
    brakes: (request) => calendarReport(world, request),
    simulateQueue: (request) => simulateQueue(world, request),
    schemaNames: Object.keys(schemas),
    schema: (name) => (Object.hasOwn(schemas, name) ? (schemas[name]?.() ?? null) : null),
  };
}

function judge(world: World, request: CheckRequest) {
  const { repository, policy, context, sarif, proposal, progress, signal } = request;
  return judgeProposal({
    world,
    repository,
    selector: selectorOf(proposal),
    policy: { file: policy },
    stated: context === null ? null : ({ head, contentDigest }) => world.readContext(context, { head, contentDigest }),
    scannerFiles: sarif,
    watch: (done, total) => progress?.({ what: 'reading what it is compared with', done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
}

function selectionOf(world: World, request: ProvenanceRequest) {
  const { repository, revision, tip, limit, progress, signal } = request;
  return {
    world,
    repository,
    selection: { revision, tip, limit, start: windowStart(request.since) },
    watch: (done: number) => progress?.({ what: 'reading commits', done, total: limit }),
    ...(signal === undefined ? {} : { signal }),
  };
}

async function* documents(found: AsyncIterable<FoundProvenance>): AsyncIterable<CommitProvenance> {
  for await (const { commit, provenance } of found) {
    const { assistance, evidence, tools, where, findings } = provenanceSummaryOf(provenance);
    yield { commit: commit.id, assistance, evidence, tools, where, findings };
  }
}

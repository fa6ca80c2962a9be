import type { BlastReport } from '../contract/index.ts';
import type { BlastRadius, ProposedBlast } from '../control/index.ts';
import { printable, toIso } from '../kernel/index.ts';

/** The contract's blast report of one change; names from the repository are made printable here. */
export function blastReportOf({ change, radius, own, limits }: ProposedBlast): BlastReport {
  return {
    schema: 'firebreak.blast/v1',
    change: {
      id: printable(change.id),
      title: printable(change.title),
      files: change.files.map(({ path }) => printable(path)),
    },
    tier: radius.tier,
    files: radius.files.map((file) => ({
      path: printable(file.path),
      certainty: file.certainty,
      probability: file.probability,
      dependent_hops: file.dependentHops,
      dependency_hops: file.dependencyHops,
      landings: file.landings,
      share: file.share,
    })),
    more_files: radius.moreFiles,
    ranked_by: own === null ? 'shipped' : 'repository',
    own_rank: own === null ? null : { repairs: own.repairs, as_of: own.asOf.commit, landed_at: toIso(own.asOf.at) },
    rings: radius.rings === null ? null : [...radius.rings],
    packages: radius.packages.map(({ folder, hops, files }) => ({ folder: printable(folder), hops, files })),
    services: radius.services.map(serviceOf),
    flows: radius.flows.map(({ id, tier, by, through }) => ({ id, tier, by, through: printable(through) })),
    operations: radius.operations.map(operationOf),
    reversal: reversalOf(radius.reversal),
    exposure: exposureOf(radius.exposure),
    not_analysed: radius.notAnalysed.map((each) => ({
      kind: each.kind,
      path: printable(each.path),
      text: each.kind === 'unresolved' ? printable(each.text) : null,
    })),
    not_analysed_in_tree: radius.notAnalysedInTree,
    unread: radius.unread.map(({ path, code, message }) => ({
      path: printable(path),
      code,
      message: printable(message),
    })),
    findings: radius.findings.map(({ code, services, message, places }) => ({
      code,
      services: services.map(printable),
      message: printable(message),
      places: places.map(printable),
    })),
    limits: [...limits],
  };
}

function serviceOf(service: BlastRadius['services'][number]): BlastReport['services'][number] {
  return {
    id: printable(service.id),
    by: service.by,
    tier: service.tier,
    inherited_tier: service.inheritedTier,
    owners: service.owners.map(printable),
    call_hops: service.callHops,
    import_hops: service.importHops,
    evidence: service.evidence,
    through: service.through.map(({ caller, callee, stated }) => ({
      caller: printable(caller),
      callee: printable(callee),
      calls_per_minute: stated.find(({ callsPerMinute }) => callsPerMinute !== null)?.callsPerMinute ?? null,
      sources: stated.map(({ origin, place, seenAt }) => ({
        origin,
        place: printable(place),
        seen_at: seenAt === null ? null : toIso(seenAt),
      })),
    })),
  };
}

function operationOf(operation: BlastRadius['operations'][number]): BlastReport['operations'][number] {
  const { rule, source, place, effects, certainty, what, why, safer } = operation;
  return {
    rule,
    source,
    path: printable(place.path),
    line: place.line,
    object: printable(place.object),
    effects: [...effects],
    certainty,
    what: printable(what),
    why: printable(why),
    safer: printable(safer),
  };
}

function reversalOf(reversal: BlastRadius['reversal']): BlastReport['reversal'] {
  return {
    answer: reversal.answer,
    reasons: reversal.reasons.map(({ answer, cause, step }) => ({
      answer,
      text: printable(cause.kind === 'operation' ? cause.operation.what : cause.unread.message),
      step: printable(step),
    })),
    next_step: reversal.nextStep,
    allows_automatic_rollback: reversal.allowsAutomaticRollback,
  };
}

function exposureOf(exposure: BlastRadius['exposure']): BlastReport['exposure'] {
  return {
    money: exposure.money.map(({ currency, perMinute }) => ({ currency, per_minute: perMinute })),
    orders_per_minute: exposure.ordersPerMinute,
    users_per_minute: exposure.usersPerMinute,
    flows_without_value: [...exposure.flowsWithoutValue],
    terms: exposure.terms.map((term) => ({
      flow: term.flow,
      orders_per_minute: term.ordersPerMinute,
      amount_per_order: term.amountPerOrder,
      currency: term.currency,
      money_per_minute: term.moneyPerMinute,
      users_per_minute: term.usersPerMinute,
    })),
  };
}

import { serviceRatio } from './blame.ts';
import { type ActingMoment, fitLag, type LagFit, momentsOf } from './lag.ts';
import type {
  AttributionReason,
  BlamedService,
  CallEdge,
  CandidateChange,
  CaseEvidence,
  OnsetEstimate,
} from './model.ts';
import type { ServiceNames } from './service-name.ts';
import type { AttributionSetting } from './setting.ts';

/** When and where a candidate acted. */
export interface Placed {
  readonly service: string | null;
  /** Natural logarithm of its weight among the candidates. */
  readonly prior: number;
  readonly reasons: readonly AttributionReason[];
}

const HOUR_MIN = 60;
/** Services that nobody heard of in this incident make the blamed ones no guiltier. */
const SERVICES_MOST = 8;
/** Moments this far from the onset are of another day and say nothing of how crowded this one is. */
const NEAR_MS = 24 * 3_600_000;

/** Weighs when and where of all candidates; a candidate of no stated service has that of its files. */
export function placeReasons(
  candidates: readonly CandidateChange[],
  about: {
    readonly evidence: CaseEvidence;
    readonly onsets: readonly OnsetEstimate[];
    readonly blamed: readonly BlamedService[];
    readonly calls: readonly CallEdge[];
    readonly names: ServiceNames;
    /** How many there are. */
    readonly services: number;
    readonly setting: AttributionSetting;
  },
): Placed[] {
  const placed = candidates.map((candidate) => {
    const service = candidate.service ?? serviceOfFiles(candidate.files, about.names);
    return { candidate, service, moments: momentsOf(candidate, service, candidates) };
  });
  const weightOf = ({ effectiveAt }: CandidateChange) => (effectiveAt.length > 0 ? 1 : about.setting.unrecordedWeight);
  const crowdPerMin = crowdOf(placed, { onset: about.onsets[0]?.at ?? null, weightOf });
  const shareOf = sharesOf(placed, { services: Math.min(SERVICES_MOST, Math.max(2, about.services)), weightOf });
  return placed.map(({ candidate, service, moments }) => {
    const fit = fitLag(moments, { onsets: about.onsets, crowdPerMin, setting: about.setting });
    const ratio = serviceRatio(service, { ...about, candidateShare: shareOf(service) });
    return {
      service,
      prior: Math.log(weightOf(candidate)),
      reasons: [timeReason(fit, about.onsets), ...placeReason(service, ratio)],
    };
  });
}

/** The service that most files name; `null` where none does. */
function serviceOfFiles(files: readonly string[], names: ServiceNames): string | null {
  const votes = new Map<string, number>();
  for (const file of files.slice(0, 200)) {
    const service = names.ofPath(file);
    if (service !== null) votes.set(service, (votes.get(service) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

/** Share of the candidates that each service has; one is added to each service (Laplace), since a list is short. */
function sharesOf(
  placed: readonly { readonly candidate: CandidateChange; readonly service: string | null }[],
  about: { readonly services: number; readonly weightOf: (candidate: CandidateChange) => number },
): (service: string | null) => number {
  const sums = new Map<string | null, number>();
  let whole = about.services;
  for (const { candidate, service } of placed) {
    if (service === null) continue;
    const weight = about.weightOf(candidate);
    sums.set(service, (sums.get(service) ?? 1) + weight);
    whole += weight;
  }
  return (service) => (sums.get(service) ?? 1) / whole;
}

/** Candidates a minute about the onset, those without a record counted by their weight. */
function crowdOf(
  placed: readonly { readonly candidate: CandidateChange; readonly moments: readonly ActingMoment[] }[],
  about: { readonly onset: number | null; readonly weightOf: (candidate: CandidateChange) => number },
): number {
  const { onset } = about;
  if (onset === null) return 0;
  const near = placed.flatMap(({ candidate, moments }) => {
    const moment = moments[0];
    return moment === undefined || Math.abs(moment.at - onset) > NEAR_MS
      ? []
      : [{ at: moment.at, weight: about.weightOf(candidate) }];
  });
  const times = near.map(({ at }) => at);
  const spanMin = times.length === 0 ? HOUR_MIN : (Math.max(onset, ...times) - Math.min(onset, ...times)) / 60_000;
  return near.reduce((sum, { weight }) => sum + weight, 0) / Math.max(HOUR_MIN, spanMin);
}

/** Beyond three standard deviations of the onset no error of it explains why the candidate came later. */
function timeReason(fit: LagFit, onsets: readonly OnsetEstimate[]): AttributionReason {
  const { lagMs, logOdds, basis } = fit;
  if (lagMs === null)
    return { family: 'time', code: 'no-time', logOdds, text: 'when it acted, or when it began, is not known' };
  const errorMs = Math.max(...onsets.map((onset) => onset.errorMs));
  const minutes = Math.abs(lagMs / 60_000).toFixed(1);
  if (lagMs < -3 * errorMs)
    return { family: 'time', code: 'after-onset', logOdds, text: `came ${minutes} min after the symptom` };
  const how = {
    deployed: 'reached production',
    'rode-along': 'rode along with a deployment',
    committed: 'was committed',
    unknown: 'acted',
  }[basis];
  const side = lagMs >= 0 ? 'before' : 'after';
  return { family: 'time', code: `${basis}-${side}`, logOdds, text: `${how} ${minutes} min ${side} the symptom` };
}

function placeReason(
  service: string | null,
  { ratio, isBlamed }: { readonly ratio: number; readonly isBlamed: boolean },
): AttributionReason[] {
  if (service === null) return [];
  const code = isBlamed ? 'blamed-service' : 'other-service';
  const points = isBlamed ? 'points' : 'does not point';
  return [
    { family: 'service', code, logOdds: Math.log(ratio), text: `changes ${service}, which the evidence ${points} at` },
  ];
}

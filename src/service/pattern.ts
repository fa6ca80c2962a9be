import type { PatternFamily, PatternReport } from '../contract/index.ts';
import {
  type ExposedFamily,
  familyNamed,
  LANDING_LIMIT,
  placeOfPath,
  type RepositoryExposure,
  readExposure,
  type World,
} from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';
import type { PatternRequest } from './firebreak.ts';
import { selectorOf } from './proposal.ts';

/** Families of look-alike fragments, or those that a change adds to. */
export async function patterns(world: World, request: PatternRequest): Promise<PatternReport> {
  const { repository, policy, proposal, progress, signal } = request;
  const found = await readExposure({
    world,
    repository,
    policy: { file: policy },
    selector: proposal === null ? null : selectorOf(proposal),
    watch: (done, total) =>
      progress?.({ what: total === null ? 'reading landed changes' : 'reading fragments', done, total }),
    signal,
  });
  return patternReportOf(found, request);
}

function patternReportOf(found: RepositoryExposure, request: PatternRequest): PatternReport {
  const { description, commit, change, open } = found;
  const wanted = request.family === null ? found.families : [familyNamed(found, request.family)];
  const told = wanted
    .filter(({ exposure }) => request.family !== null || exposure.copies >= request.atLeast)
    .map((family) => patternFamilyOf(family, { found, alertAt: request.alertAt }))
    .filter(({ alert }) => alert || !request.alertsOnly);
  return {
    schema: 'firebreak.patterns/v1',
    repository: printable(description.name),
    commit,
    change: change === null ? null : { id: printable(change.id), title: printable(change.title) },
    landings: open.book.landings.length,
    fragments: open.book.size,
    families_known: open.book.families().length,
    alert_at: request.alertAt,
    families: told.slice(0, request.limit),
    more_families: Math.max(0, told.length - request.limit),
    limits: bookLimits(found),
  };
}

/** One family in the words of the contract; names from the repository are made printable here. */
export function patternFamilyOf(
  { id, title, copies, coming, exposure }: ExposedFamily,
  { found, alertAt }: { readonly found: Pick<RepositoryExposure, 'rulebook'>; readonly alertAt: number },
): PatternFamily {
  return {
    id,
    title: title === null ? null : printable(title),
    exposure: {
      copies: exposure.copies,
      engineers: exposure.engineers,
      unknown_engineers: exposure.unknownEngineers,
      services: exposure.services.map(printable),
      tier: exposure.tier,
      provenance: exposure.provenance,
      number: exposure.number,
    },
    alert: exposure.provenance.ai >= alertAt,
    copies: copies.map((copy) => copyOf(copy, found)),
    coming: coming.map((copy) => placedOf(copy, found)),
  };
}

/** One live copy with the landing that brought it. */
export function copyOf(copy: Copy, found: Pick<RepositoryExposure, 'rulebook'>): PatternFamily['copies'][number] {
  return { ...placedOf(copy, found), landing: landingOf(copy.landing), edited: landingOf(copy.edited) };
}

function placedOf(
  { path, firstLine, lastLine, title }: ExposedFamily['coming'][number] | Copy,
  { rulebook }: Pick<RepositoryExposure, 'rulebook'>,
): PatternFamily['coming'][number] {
  const { services, owners } = placeOfPath(rulebook, path);
  return {
    path: printable(path),
    first_line: firstLine,
    last_line: lastLine,
    title: title === null ? null : printable(title),
    services: services.map(printable),
    owners: owners.map(printable),
  };
}

type Copy = ExposedFamily['copies'][number];

function landingOf(landing: Copy['landing']): PatternFamily['copies'][number]['landing'] {
  if (landing === null) return null;
  const { commit, at, title, engineer, pullRequest, assistance, evidence, tools } = landing;
  return {
    commit,
    at: isoOf(at),
    title: printable(title),
    engineer: printable(engineer),
    pull_request: pullRequest === null ? null : printable(pullRequest),
    assistance,
    evidence,
    tools: tools.map(printable),
  };
}

/** What keeps the fragments of a repository from being whole, each one sentence. */
export function bookLimits({ open, description }: Pick<RepositoryExposure, 'open' | 'description'>): string[] {
  const limits: string[] = [];
  if (open.since !== null) {
    const why = description.shallow
      ? 'history is cut (a shallow clone)'
      : `only the newest ${LANDING_LIMIT} landings are followed`;
    limits.push(`${why}: who brought what is older is not known`);
  }
  if (open.book.passedOver > 0) limits.push(`${open.book.passedOver} fragments were passed over: there are too many`);
  return limits;
}

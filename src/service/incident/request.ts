import type {
  IncidentActionChangeRequest,
  IncidentActionRequest,
  IncidentClaimRequest,
  IncidentImpactRequest,
  IncidentImportRequest,
  IncidentLinkRequest,
  IncidentNoteRequest,
  IncidentOpenRequest,
  IncidentSettleRequest,
  IncidentStageRequest,
  IncidentUpdateRequest,
  IncidentWithdrawRequest,
} from '../../contract/index.ts';
import type { Incident, IncidentAct, IncidentWish } from '../../control/index.ts';
import { DAY_MS, Fault, type Instant, instant, printable } from '../../kernel/index.ts';

/** What somebody tells of an incident, its shape already checked, by the name of the act. */
export type IncidentTelling =
  | { readonly act: 'update'; readonly body: IncidentUpdateRequest }
  | { readonly act: 'stage'; readonly body: IncidentStageRequest }
  | { readonly act: 'note'; readonly body: IncidentNoteRequest }
  | { readonly act: 'claim'; readonly body: IncidentClaimRequest }
  | { readonly act: 'settle'; readonly body: IncidentSettleRequest }
  | { readonly act: 'withdraw'; readonly body: IncidentWithdrawRequest }
  | { readonly act: 'impact'; readonly body: IncidentImpactRequest }
  | { readonly act: 'link'; readonly body: IncidentLinkRequest }
  | { readonly act: 'action'; readonly body: IncidentActionRequest }
  | { readonly act: 'action-change'; readonly body: IncidentActionChangeRequest };

/** What an incident is opened with. Fault: a moment that is none. */
export function wishOf(request: IncidentOpenRequest, origin: Incident['origin']): Omit<IncidentWish, 'id'> {
  const { title, severity, services, flows, environment, detection, detail } = request;
  return {
    title,
    severity,
    scope: { services, flows, environment },
    origin,
    startedAt: momentOrNull(request.started_at),
    detectedAt: momentOrNull(request.detected_at),
    detection: { source: detection, detail },
  };
}

/** What is told, for the ledger; `incident` is what an update changes a part of. Fault: a moment that is none. */
export function actOf(telling: IncidentTelling, { incident, now }: { incident: Incident; now: Instant }): IncidentAct {
  switch (telling.act) {
    case 'update':
      return updateOf(telling.body, incident);
    case 'stage':
      return stageOf(telling.body);
    case 'note': {
      const { text, about, source, corrects } = telling.body;
      return { act: 'note', text, about: momentOrNull(about) ?? now, source, corrects };
    }
    case 'claim':
      return claimOf(telling.body);
    case 'settle':
      return { act: 'settle', ...telling.body };
    case 'withdraw':
      return { act: 'withdraw', ...telling.body };
    case 'impact':
      return impactOf(telling.body);
    case 'link':
      return { act: 'link', ...telling.body };
    case 'action':
      return actionOf(telling.body);
    case 'action-change': {
      const { action, due, ...change } = telling.body;
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      return { act: 'action-change', action, change: due === undefined ? given : { ...given, due: dueOf(due) } };
    }
  }
}

/** What an imported incident tells beyond its opening, in the order in which it is entered. */
export function importedActs(given: IncidentImportRequest['incidents'][number]): readonly IncidentAct[] {
  const mitigated = momentOrNull(given.mitigated_at);
  const closed = momentOrNull(given.closed_at);
  return [
    ...given.notes.map(({ text, about, source }) => {
      return { act: 'note', text, about: momentIn(about), source, corrects: null } as const;
    }),
    ...given.claims.map(claimOf),
    ...given.impacts.map(impactOf),
    ...given.links.map((link) => ({ act: 'link', ...link }) as const),
    ...given.actions.map(actionOf),
    ...(mitigated === null ? [] : [{ act: 'mitigate', since: mitigated } as const]),
    ...(closed === null
      ? []
      : [{ act: 'close', since: closed, ending: 'resolved', why: given.closed_because } as const]),
  ];
}

function updateOf(body: IncidentUpdateRequest, { scope, detection }: Incident): IncidentAct {
  const { title, severity, services, flows, environment, started_at: started, detected_at: detected, why } = body;
  const isScope = services !== undefined || flows !== undefined || environment !== undefined;
  const isDetection = body.detection !== undefined || body.detail !== undefined;
  return {
    act: 'update',
    why,
    change: {
      ...(title === undefined ? {} : { title }),
      ...(severity === undefined ? {} : { severity }),
      ...(started === undefined ? {} : { startedAt: momentOrNull(started) }),
      ...(detected === undefined ? {} : { detectedAt: momentOrNull(detected) }),
      ...(isScope
        ? {
            scope: {
              services: services ?? scope.services,
              flows: flows ?? scope.flows,
              environment: environment === undefined ? scope.environment : environment,
            },
          }
        : {}),
      ...(isDetection
        ? { detection: { source: body.detection ?? detection.source, detail: body.detail ?? detection.detail } }
        : {}),
    },
  };
}

function stageOf({ stage, ending, at, why }: IncidentStageRequest): IncidentAct {
  const since = momentOrNull(at);
  if (stage === 'open') return { act: 'open', why };
  return stage === 'mitigated' ? { act: 'mitigate', since } : { act: 'close', since, ending, why };
}

function claimOf({ said_at: saidAt, ...claim }: IncidentClaimRequest): Extract<IncidentAct, { act: 'claim' }> {
  return { act: 'claim', ...claim, saidAt: momentOrNull(saidAt) };
}

function impactOf({
  low,
  high,
  said_at: saidAt,
  ...impact
}: IncidentImpactRequest): Extract<IncidentAct, { act: 'impact' }> {
  return { act: 'impact', ...impact, range: { low, high }, saidAt: momentOrNull(saidAt) };
}

function actionOf({ due, ...action }: IncidentActionRequest): Extract<IncidentAct, { act: 'action' }> {
  return { act: 'action', ...action, due: dueOf(due) };
}

/** A day is due at its end, UTC. */
function dueOf(text: string): Instant {
  const at = momentIn(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? instant(at + DAY_MS - 1) : at;
}

function momentOrNull(text: string | null): Instant | null {
  return text === null ? null : momentIn(text);
}

const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A moment with its offset, or a day at its beginning, UTC. Fault: it is none. */
function momentIn(text: string): Instant {
  const trimmed = text.trim();
  const at = MOMENT.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  if (!Number.isNaN(at)) return instant(at);
  throw new Fault({
    kind: 'usage',
    code: 'bad-moment',
    message: `${printable(text)} is no moment`,
    fix: 'Give it as 2026-03-05T13:00:00Z, or a day as 2026-03-05.',
  });
}

import { accept, canonicalJson, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { IncidentChange, IncidentEvent } from './event.ts';
import {
  AMENDED_FIELDS,
  type Ending,
  type Incident,
  type IncidentActor,
  type IncidentRejection,
  MAX_PARTS,
  MAX_TEXT,
  MAX_TITLE,
} from './model.ts';
import { orderedScope, wrongScope, wrongSource, wrongText, wrongTimes } from './wish.ts';

export type Answer = Result<readonly IncidentEvent[], IncidentRejection>;

/** Who tells, and when. */
export interface Telling {
  readonly by: IncidentActor;
  readonly now: Instant;
}

/** What somebody or an alarm opens an incident with. */
export type IncidentWish = Pick<
  Incident,
  'id' | 'title' | 'severity' | 'scope' | 'origin' | 'startedAt' | 'detectedAt' | 'detection'
>;

/** Opens an incident. Anybody may: an alarm proposes it (`triage`), whoever else declares it. */
export function openIncident(wish: IncidentWish, { by, now }: Telling): Answer {
  const { id, ...told } = wish;
  const wrong = wrongTold(wish, now);
  if (wrong !== null) return reject(wrong);
  const stage = by.kind === 'rule' ? 'triage' : 'open';
  const clean = { ...told, title: told.title.trim(), scope: orderedScope(told.scope) };
  return accept([{ kind: 'IncidentOpened', id, at: now, by, stage, told: clean }]);
}

/** Puts right what an incident was opened with. A milder severity needs a human. */
export function amendIncident(
  incident: Incident,
  { change, why, by, now }: Telling & { readonly change: IncidentChange; readonly why: string },
): Answer {
  const after = { ...incident, ...change };
  const wished = { ...after, title: after.title.trim(), scope: orderedScope(after.scope) };
  const changed = AMENDED_FIELDS.filter((field) => canonicalJson(wished[field]) !== canonicalJson(incident[field]));
  if (changed.length === 0) return reject({ code: 'nothing-changes' });
  const wrong = wrongTold(wished, now) ?? wrongText('reason', why, MAX_TEXT);
  if (wrong !== null) return reject(wrong);
  if (wished.severity > incident.severity && by.kind !== 'human') return reject({ code: 'human-only' });
  const only = Object.fromEntries(changed.map((field) => [field, wished[field]])) as IncidentChange;
  return accept([{ kind: 'IncidentAmended', id: incident.id, at: now, by, change: only, why: why.trim() }]);
}

/** A human says that what an alarm proposed is an incident. */
export function declareIncident(incident: Incident, { by, now }: Telling): Answer {
  if (incident.stage !== 'triage') return reject({ code: 'nothing-changes' });
  if (by.kind === 'rule') return reject({ code: 'human-only' });
  return staged(incident, { stage: 'open', since: now, ending: null, why: 'declared', by, now });
}

/** Customers feel it no more; `since` is when that began. */
export function mitigateIncident(incident: Incident, told: Telling & { readonly since: Instant }): Answer {
  if (incident.stage === 'closed') return reject({ code: 'incident-closed' });
  if (incident.stage === 'mitigated') return reject({ code: 'nothing-changes' });
  if (told.by.kind !== 'human') return reject({ code: 'human-only' });
  return staged(incident, { stage: 'mitigated', ending: null, why: 'mitigated', ...told });
}

/** Ends an incident: a human does, but what no human ever declared ends with its alarm. */
export function closeIncident(
  incident: Incident,
  told: Telling & { readonly since: Instant; readonly ending: Ending; readonly why: string },
): Answer {
  if (incident.stage === 'closed') return reject({ code: 'incident-closed' });
  const isUnconfirmed = incident.stage === 'triage' && told.ending === 'unconfirmed';
  if (told.by.kind !== 'human' && !isUnconfirmed) return reject({ code: 'human-only' });
  if (!isUnconfirmed && told.ending === 'unconfirmed') return reject({ code: 'nothing-changes' });
  return staged(incident, { stage: 'closed', ...told });
}

/** It came back, or was closed too early. */
export function reopenIncident(incident: Incident, told: Telling & { readonly why: string }): Answer {
  if (incident.stage !== 'closed' && incident.stage !== 'mitigated') return reject({ code: 'not-closed' });
  return staged(incident, { stage: 'open', since: told.now, ending: null, ...told });
}

/** Tells what somebody saw, or corrects what was told. */
export function noteIncident(
  incident: Incident,
  told: Telling & {
    readonly text: string;
    readonly about: Instant;
    readonly source: string | null;
    readonly corrects: string | null;
  },
): Answer {
  const { text, about, source, corrects, by, now } = told;
  const { id, notes } = incident;
  if (notes.length >= MAX_PARTS.notes) return reject({ code: 'too-many', what: 'notes', limit: MAX_PARTS.notes });
  const wrong = wrongText('note', text, MAX_TEXT) ?? wrongSource(source) ?? wrongTimes([['the note', about]], now);
  if (wrong !== null) return reject(wrong);
  if (corrects !== null && !notes.some((each) => each.id === corrects && each.correctedBy === null)) {
    return reject({ code: 'no-such-part', id: corrects });
  }
  const note = { id: `n${notes.length + 1}`, text: text.trim(), about, source, by, at: now, correctedBy: null };
  return accept([{ kind: 'IncidentNoted', id, at: now, by, note, corrects }]);
}

function staged(
  incident: Incident,
  told: Telling &
    Pick<Extract<IncidentEvent, { kind: 'IncidentStaged' }>, 'stage' | 'since' | 'ending'> & { readonly why: string },
): Answer {
  const { by, now, stage, since, ending, why } = told;
  const names = { mitigated: 'the mitigation', closed: 'the end', open: 'the moment', triage: 'the moment' } as const;
  const wrong =
    wrongText('reason', why, MAX_TEXT) ??
    wrongTimes(
      [
        ['the beginning', incident.startedAt],
        [names[stage], since],
      ],
      now,
    );
  if (wrong !== null) return reject(wrong);
  return accept([{ kind: 'IncidentStaged', id: incident.id, at: now, by, stage, since, ending, why: why.trim() }]);
}

function wrongTold(
  { title, scope, startedAt, detectedAt, detection }: Omit<IncidentWish, 'id' | 'origin' | 'severity'>,
  now: Instant,
): IncidentRejection | null {
  return (
    wrongText('title', title, MAX_TITLE) ??
    wrongScope(scope) ??
    (detection.detail.length > MAX_TEXT ? { code: 'bad-text', what: 'detail', limit: MAX_TEXT } : null) ??
    wrongTimes(
      [
        ['the beginning', startedAt],
        ['the detection', detectedAt],
      ],
      now,
    )
  );
}

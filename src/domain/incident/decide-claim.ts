import { accept, reject } from '../../kernel/index.ts';
import { CODES, type Subject } from './code.ts';
import type { Answer, Telling } from './decide.ts';
import {
  type Attribution,
  type Claim,
  type Impact,
  type Incident,
  type IncidentRejection,
  type Link,
  MAX_NAME,
  MAX_PARTS,
  MAX_TEXT,
  type Said,
} from './model.ts';
import { wrongRange, wrongSource, wrongText, wrongTimes } from './wish.ts';

type Told = Pick<Said, 'party' | 'text' | 'source' | 'saidAt'>;

/** Enters what somebody says of a trigger, a root cause or the part of AI. Nothing that others said is touched. */
export function claimOnIncident(
  incident: Incident,
  told: Telling & Told & Pick<Claim, 'subject' | 'value' | 'stance' | 'evidence'>,
): Answer {
  const { by, now, subject, value, stance, evidence } = told;
  const { id, claims } = incident;
  if (claims.length >= MAX_PARTS.claims) return reject({ code: 'too-many', what: 'claims', limit: MAX_PARTS.claims });
  const wrong = wrongCode(subject, value) ?? wrongSaid(told);
  if (wrong !== null) return reject(wrong);
  const said = saidOf(told);
  const claim = { id: `c${claims.length + 1}`, subject, value, stance, evidence, ...said };
  return accept([{ kind: 'IncidentClaimed', id, at: now, by, claim }]);
}

/** A human says which of what was said holds. Every statement stays, and the dissent is shown beside it. */
export function settleDispute(
  incident: Incident,
  told: Telling & {
    readonly subject: Subject;
    readonly value: string;
    readonly why: string;
    readonly source: string | null;
  },
): Answer {
  const { by, now, subject, value, why, source } = told;
  if (by.kind !== 'human') return reject({ code: 'human-only' });
  const wrong = wrongCode(subject, value) ?? wrongText('reason', why, MAX_TEXT) ?? wrongSource(source);
  if (wrong !== null) return reject(wrong);
  const settlement = { subject, value, why: why.trim(), source, by, at: now };
  return accept([{ kind: 'IncidentSettled', id: incident.id, at: now, by, settlement }]);
}

/** Enters what customers felt, as somebody counts it. */
export function stateImpact(
  incident: Incident,
  told: Telling & Told & Pick<Impact, 'measure' | 'flow' | 'range' | 'currency' | 'basis'>,
): Answer {
  const { by, now, measure, flow, range, currency, basis } = told;
  const { id, impacts } = incident;
  if (impacts.length >= MAX_PARTS.impacts) {
    return reject({ code: 'too-many', what: 'figures', limit: MAX_PARTS.impacts });
  }
  const most = measure === 'conversion-drop' ? 1 : Number.MAX_SAFE_INTEGER;
  const wrong = wrongRange(range, most) ?? wrongCurrency(told) ?? wrongFlow(flow) ?? wrongSaid(told);
  if (wrong !== null) return reject(wrong);
  const impact = { id: `i${impacts.length + 1}`, measure, flow, range, currency, basis, ...saidOf(told) };
  return accept([{ kind: 'IncidentImpactStated', id, at: now, by, impact }]);
}

/** Takes a claim or a figure back; it stays in the record as taken back. */
export function withdrawFromIncident(
  incident: Incident,
  { by, now, part, why }: Telling & { readonly part: string; readonly why: string },
): Answer {
  const found = [...incident.claims, ...incident.impacts].find(({ id }) => id === part);
  if (found === undefined || found.withdrawn !== null) return reject({ code: 'no-such-part', id: part });
  if (by.kind !== 'human' && by.id !== found.by.id) return reject({ code: 'human-only' });
  const wrong = wrongText('reason', why, MAX_TEXT);
  if (wrong !== null) return reject(wrong);
  return accept([{ kind: 'IncidentWithdrawn', id: incident.id, at: now, by, part, why: why.trim() }]);
}

/** Links something of the record; a second word on the same thing replaces the first. */
export function linkToIncident(
  incident: Incident,
  { by, now, ...link }: Telling & Pick<Link, 'kind' | 'id' | 'grade' | 'why'>,
): Answer {
  if (incident.links.length >= MAX_PARTS.links) {
    return reject({ code: 'too-many', what: 'links', limit: MAX_PARTS.links });
  }
  const wrong = wrongText('id', link.id, MAX_NAME) ?? wrongText('reason', link.why, MAX_TEXT);
  if (wrong !== null) return reject(wrong);
  return accept([{ kind: 'IncidentLinked', id: incident.id, at: now, by, link: { ...link, by, at: now } }]);
}

/** Probabilities are added up in floating point. */
const SLACK = 1e-6;

/** Keeps which changes may have done it, with how sure that is. */
export function attributeIncident(
  incident: Incident,
  { by, now, attribution }: Telling & { readonly attribution: Omit<Attribution, 'at'> },
): Answer {
  const { candidates, none, unknown } = attribution;
  const all = [...candidates.map(({ probability }) => probability), none, unknown];
  const sum = all.reduce((total, each) => total + each, 0);
  const why =
    candidates.length > MAX_PARTS.candidates
      ? `more than ${MAX_PARTS.candidates} candidates`
      : all.some((each) => !(each >= 0 && each <= 1)) || Math.abs(sum - 1) > SLACK
        ? 'probabilities are shares that add up to 1'
        : null;
  if (why !== null) return reject({ code: 'bad-attribution', why });
  const ranked = [...candidates].sort((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1));
  const kept = { ...attribution, candidates: ranked, at: now };
  return accept([{ kind: 'IncidentAttributed', id: incident.id, at: now, by, attribution: kept }]);
}

function saidOf({ party, text, source, saidAt, by, now }: Telling & Told): Said {
  return { party: party.trim(), text: text.trim(), source, saidAt, by, at: now, withdrawn: null };
}

function wrongSaid({ party, text, source, saidAt, now }: Telling & Told): IncidentRejection | null {
  return (
    wrongText('party', party, MAX_NAME) ??
    wrongText('text', text, MAX_TEXT) ??
    wrongSource(source) ??
    wrongTimes([['what was said', saidAt]], now)
  );
}

function wrongCode(subject: Subject, value: string): IncidentRejection | null {
  const codes = CODES[subject];
  return codes.includes(value) ? null : { code: 'bad-code', subject, codes };
}

function wrongCurrency({ measure, currency }: Pick<Impact, 'measure' | 'currency'>): IncidentRejection | null {
  if (measure !== 'amount')
    return currency === null ? null : { code: 'bad-range', why: 'only an amount has a currency' };
  const isCode = currency !== null && /^[A-Z]{3}$/.test(currency);
  return isCode ? null : { code: 'bad-range', why: 'an amount needs its currency, such as EUR' };
}

function wrongFlow(flow: string | null): IncidentRejection | null {
  return flow === null ? null : wrongText('flow', flow, MAX_NAME);
}

import { excerpt, type Instant, toIso } from '../../kernel/index.ts';
import { type BrakeEvent, scopePartText } from '../brake/index.ts';
import { type AlertPlace, type AlertSeverity, type SurgeEvent, worstOf } from '../signal/index.ts';
import { type IncidentNews, incidentPieces } from './incident-news.ts';
import { newsUrl } from './link.ts';
import { MAX_AGE_MS, type NoticeLine, type Piece } from './model.ts';
import { rolloutPieces } from './rollout-line.ts';
import type { RolloutNews } from './rollout-news.ts';

/** What the channel is told of at once, beside changes. Texts are as somebody wrote them. */
export type News =
  | {
      readonly kind: 'surge-opened' | 'surge-worse';
      readonly id: string;
      readonly place: AlertPlace;
      readonly severity: AlertSeverity;
      readonly names: readonly string[];
      /** Alerts, those without a name here among them. */
      readonly count: number;
    }
  | {
      readonly kind: 'surge-closed';
      readonly id: string;
      readonly place: AlertPlace;
      readonly lastedMs: number;
      readonly why: 'resolved' | 'silent';
    }
  | RolloutNews
  | IncidentNews
  | {
      readonly kind: 'brake-engaged';
      readonly id: string;
      readonly scope: string;
      readonly reason: string;
      readonly by: string;
      readonly until: Instant | null;
    };

/** Characters of what somebody wrote, and names of alerts, that a line shows. */
const SAID = 120;
const NAMES = 5;

/** What a surge's event tells people; `null` = nothing: a surge is told of when it begins, gets worse and ends, however many alerts it has. */
export function newsOfSurge(event: SurgeEvent): News | null {
  const { id, place } = event;
  switch (event.kind) {
    case 'SurgeOpened':
    case 'SurgeChanged': {
      const isOpening = event.kind === 'SurgeOpened';
      const severity = isOpening ? worstOf(event) : event.worse;
      if (severity === null) return null;
      const firing = event.alerts.filter(({ status }) => status === 'firing');
      return {
        kind: isOpening ? 'surge-opened' : 'surge-worse',
        id,
        place,
        severity,
        names: firing.map(({ name }) => name),
        count: firing.length + event.more,
      };
    }
    case 'SurgeClosed':
      return { kind: 'surge-closed', id, place, lastedMs: event.at - event.openedAt, why: event.why };
  }
}

/** What a brake's event tells people; `null` = nothing. */
export function newsOfBrake(event: BrakeEvent): News | null {
  if (event.kind !== 'BrakeEngaged') return null;
  const { id, scope, reason, by, end } = event.brake;
  const until = end.kind === 'until' ? end.at : null;
  return { kind: 'brake-engaged', id, scope: scope.map(scopePartText).join(', '), reason, by: by.name, until };
}

/** The line of news; `null` where it lies too far back to be any. */
export function newsLine(
  news: News,
  given: { readonly at: Instant; readonly now: Instant; readonly publicUrl: string | null },
): NoticeLine | null {
  const { at, now, publicUrl } = given;
  if (now - at > MAX_AGE_MS) return null;
  return {
    code: news.kind,
    change: news.id,
    url: newsUrl(publicUrl, news),
    isMandatory: false,
    pieces: piecesOf(news),
  };
}

/** Leaves of each rollout the last line, which says what holds now; everything else stays. */
export function newestOfEach(lines: readonly NoticeLine[]): readonly NoticeLine[] {
  const last = new Map(lines.flatMap((line) => (isOfRollout(line) ? [[line.change, line] as const] : [])));
  return lines.filter((line) => !isOfRollout(line) || last.get(line.change) === line);
}

function isOfRollout({ code }: NoticeLine): boolean {
  return code.startsWith('rollout-');
}

function piecesOf(news: News): readonly Piece[] {
  switch (news.kind) {
    case 'surge-opened':
    case 'surge-worse': {
      const { names, count, severity } = news;
      const shown = names.slice(0, NAMES);
      const rest = count - shown.length;
      const what = news.kind === 'surge-opened' ? `${count === 1 ? 'Alert' : `${count} alerts`}` : 'Worse alerts';
      return [
        { own: `${what} (${severity}) on ` },
        ...placed(news.place),
        { own: ': ' },
        said(shown.join(', ')),
        ...(rest > 0 ? [{ own: ` and ${rest} more` }] : []),
      ];
    }
    case 'surge-closed':
      return [
        { own: news.why === 'resolved' ? 'Quiet again: ' : 'Nothing was heard any more of the alerts on ' },
        ...placed(news.place),
        { own: `, after ${Math.max(1, Math.round(news.lastedMs / 60_000))} min` },
      ];
    case 'rollout-aborted':
    case 'rollout-asks':
    case 'rollout-paused':
      return rolloutPieces(news);
    case 'incident-opened':
      return incidentPieces(news);
    case 'brake-engaged':
      return [
        { own: 'Brake engaged on ' },
        said(news.scope),
        { own: ' by ' },
        said(news.by),
        { own: `${untilText(news.until)}, because: ` },
        said(news.reason),
      ];
  }
}

function placed({ service, flow, environment }: AlertPlace): readonly Piece[] {
  const name = flow ?? service;
  return [
    name === null ? { own: 'no named service' } : said(name),
    ...(environment === null ? [] : [{ own: ' in ' }, said(environment)]),
  ];
}

function untilText(until: Instant | null): string {
  const iso = until === null ? null : toIso(until);
  return iso === null ? '' : ` until ${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function said(text: string): Piece {
  return { said: excerpt(text, SAID) };
}

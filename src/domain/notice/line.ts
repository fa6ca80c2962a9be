import { excerpt, type Instant, toIso } from '../../kernel/index.ts';
import type { Actor, Submission, SubmissionEvent } from '../submission/index.ts';
import { changeUrl } from './link.ts';
import { type Audience, MAX_AGE_MS, type NoticeLine, type Piece } from './model.ts';

/** Characters of what somebody wrote that a line shows. */
const SAID = 120;

/**
 * The line that an audience gets of an event; `null` where nobody needs it any more: the ask was answered, the change was
 * blocked before, or it lies too far back.
 */
export function lineOf(options: {
  readonly event: SubmissionEvent;
  /** When the event was appended. */
  readonly at: Instant;
  readonly to: Audience;
  /** The submission right before the event; `null` = there was none. */
  readonly before: Submission | null;
  /** The submission as it stands. */
  readonly state: Submission | null;
  /** Address of this server; `null` = none is known. */
  readonly publicUrl: string | null;
  readonly now: Instant;
}): NoticeLine | null {
  const { event, at, to, before, state, publicUrl, now } = options;
  if (event.kind !== 'OverrideGranted' && now - at > MAX_AGE_MS) return null;
  const title = (before ?? state)?.title ?? '';
  const about = { change: event.id, url: changeUrl(publicUrl, event.id) ?? forgeUrl(state?.url ?? null) };
  switch (event.kind) {
    case 'ReviewAsked':
    case 'ReviewPassedOn': {
      const { ask } = event;
      const isOpen = state?.state === 'open' && state.asks.some(({ person }) => person === ask.person);
      if (!isOpen || to.kind !== 'person' || to.person !== ask.person) return null;
      const until = toIso(ask.dueAt);
      return {
        ...about,
        code: 'sign-off-asked',
        isMandatory: false,
        pieces: [
          { own: 'Your sign-off is asked for ' },
          said(title),
          {
            own: ` (about ${Math.max(1, Math.round(ask.minutes))} min${until === null ? '' : `, until ${minute(until)}`}): `,
          },
          said(ask.why),
        ],
      };
    }
    case 'OverrideGranted': {
      const { override } = event;
      const until = toIso(override.expiresAt);
      return {
        ...about,
        code: 'override-granted',
        isMandatory: true,
        pieces: [
          said(nameOf(override.by)),
          { own: to.kind === 'person' ? ' went past your sign-off of ' : ' went past the sign-offs of ' },
          said(title),
          { own: `${until === null ? '' : ` until ${minute(until)}`}, ticket ` },
          said(override.ticket),
          { own: ', because: ' },
          said(override.reason),
          { own: '. A review of this override is owed.' },
        ],
      };
    }
    case 'ChangeDecided': {
      const { decided } = event;
      const last = before?.decided ?? null;
      const isOld = last?.decision === 'block' && last.contentDigest === decided.contentDigest;
      if (decided.decision !== 'block' || isOld || to.kind !== 'channel') return null;
      const rules = [...new Set(decided.reasons.filter(({ effect }) => effect === 'block').map(({ rule }) => rule))];
      return {
        ...about,
        code: 'change-blocked',
        isMandatory: false,
        pieces: [
          { own: 'Blocked: ' },
          said(title),
          ...(rules.length === 0 ? [] : [{ own: ', by ' }, said(rules.join(', '))]),
        ],
      };
    }
    case 'LandedWithoutPermission':
      return to.kind !== 'channel'
        ? null
        : {
            ...about,
            code: 'landed-without-permission',
            isMandatory: false,
            pieces: [
              { own: 'Landed without permission: ' },
              said(title),
              { own: `, the verdict was ${event.verdict}` },
            ],
          };
    default:
      return null;
  }
}

function said(text: string): Piece {
  return { said: excerpt(text, SAID) };
}

function nameOf({ personId, handle }: Actor): string {
  return personId ?? handle ?? 'somebody unknown';
}

/** `2026-11-21 18:00 UTC` of an RFC 3339 moment. */
function minute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** An address that a forge gave, where it is one and holds nothing that ends a link. */
function forgeUrl(text: string | null): string | null {
  if (text === null || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return /^https?:$/.test(protocol) && href.length <= 1_000 && !/[<>|\s"]/.test(href) ? href : null;
}

import { pageUrl } from './link.ts';
import { type Audience, MAX_LINES, type Message, type NoticeCode, type NoticeLine } from './model.ts';

/**
 * Puts the notices of one batch into one message, those that nobody can turn off first; `more` counts notices that are known
 * only by number. `null` = there is nothing to say.
 */
export function messageOf(options: {
  readonly lines: readonly NoticeLine[];
  readonly more: number;
  readonly to: Audience;
  readonly publicUrl: string | null;
}): Message | null {
  const { lines, more, to, publicUrl } = options;
  const [first] = lines;
  if (first === undefined && more === 0) return null;
  const ordered = [...lines.filter(({ isMandatory }) => isMandatory), ...lines.filter((line) => !line.isMandatory)];
  const shown = ordered.slice(0, MAX_LINES);
  const only = lines.length === 1 && more === 0 ? first : undefined;
  const page = pageOf({ lines, more, to });
  const url = only === undefined ? pageUrl(publicUrl, page) : only.url;
  return {
    subject: `Firebreak: ${only === undefined ? countsOf(lines, more) : `${SUBJECT[only.code].one}: ${only.change}`}`,
    lines: shown,
    more: lines.length - shown.length + more,
    link: url === null ? null : { text: only === undefined ? PAGE_TEXT[page] : linkText(only), url },
  };
}

const PAGE_TEXT = { inbox: 'Your inbox', changes: 'All changes', rollouts: 'Rollouts & freezes' } as const;

function pageOf({
  lines,
  more,
  to,
}: Pick<Parameters<typeof messageOf>[0], 'lines' | 'more' | 'to'>): keyof typeof PAGE_TEXT {
  if (to.kind === 'person') return 'inbox';
  const isAllThere = more === 0 && lines.every(({ code }) => ON_ROLLOUTS.has(code));
  return isAllThere ? 'rollouts' : 'changes';
}

function linkText({ code }: NoticeLine): string {
  return NEWS.has(code) ? 'Open Firebreak' : 'Open the change';
}

/** What is about no change. */
const NEWS: ReadonlySet<NoticeCode> = new Set([
  'surge-opened',
  'surge-worse',
  'surge-closed',
  'rollout-aborted',
  'rollout-asks',
  'rollout-paused',
  'incident-opened',
  'brake-engaged',
]);

/** What stands on the page of rollouts and freezes. */
const ON_ROLLOUTS: ReadonlySet<NoticeCode> = new Set([
  'rollout-aborted',
  'rollout-asks',
  'rollout-paused',
  'brake-engaged',
]);

function countsOf(lines: readonly NoticeLine[], more: number): string {
  const codes = Object.keys(SUBJECT) as readonly NoticeCode[];
  const parts = codes.flatMap((code) => {
    const count = lines.filter((line) => line.code === code).length;
    return count === 0 ? [] : [count === 1 ? SUBJECT[code].one : `${count} ${SUBJECT[code].many}`];
  });
  return [...parts, ...(more === 0 ? [] : [`${more} more`])].join(', ');
}

const SUBJECT: Readonly<Record<NoticeCode, { readonly one: string; readonly many: string }>> = {
  'incident-opened': { one: 'an incident', many: 'incidents' },
  'surge-opened': { one: 'alerts', many: 'surges of alerts' },
  'surge-worse': { one: 'alerts got worse', many: 'surges got worse' },
  'rollout-aborted': { one: 'a rollout is stopped', many: 'rollouts are stopped' },
  'rollout-asks': { one: 'a rollout waits for somebody', many: 'rollouts wait for somebody' },
  'rollout-paused': { one: 'a rollout is paused', many: 'rollouts are paused' },
  'brake-engaged': { one: 'a brake is engaged', many: 'brakes are engaged' },
  'override-granted': { one: 'an override', many: 'overrides' },
  'landed-without-permission': { one: 'landed without permission', many: 'landings without permission' },
  'change-blocked': { one: 'a change is blocked', many: 'changes are blocked' },
  'sign-off-asked': { one: 'your sign-off is asked', many: 'sign-offs are asked of you' },
  'surge-closed': { one: 'alerts are over', many: 'surges are over' },
};

import { changeUrl, pageUrl } from './link.ts';
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
  const page = to.kind === 'person' ? 'inbox' : 'changes';
  const url = only === undefined ? pageUrl(publicUrl, page) : (changeUrl(publicUrl, only.change) ?? only.url);
  return {
    subject: `Firebreak: ${only === undefined ? countsOf(lines, more) : `${SUBJECT[only.code].one}: ${only.change}`}`,
    lines: shown,
    more: lines.length - shown.length + more,
    link:
      url === null
        ? null
        : { text: only !== undefined ? 'Open the change' : page === 'inbox' ? 'Your inbox' : 'All changes', url },
  };
}

function countsOf(lines: readonly NoticeLine[], more: number): string {
  const codes = Object.keys(SUBJECT) as readonly NoticeCode[];
  const parts = codes.flatMap((code) => {
    const count = lines.filter((line) => line.code === code).length;
    return count === 0 ? [] : [count === 1 ? SUBJECT[code].one : `${count} ${SUBJECT[code].many}`];
  });
  return [...parts, ...(more === 0 ? [] : [`${more} more`])].join(', ');
}

const SUBJECT: Readonly<Record<NoticeCode, { readonly one: string; readonly many: string }>> = {
  'override-granted': { one: 'an override', many: 'overrides' },
  'landed-without-permission': { one: 'landed without permission', many: 'landings without permission' },
  'change-blocked': { one: 'a change is blocked', many: 'changes are blocked' },
  'sign-off-asked': { one: 'your sign-off is asked', many: 'sign-offs are asked of you' },
};

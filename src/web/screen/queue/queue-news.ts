import type { QueueReport } from '../../../contract/index.ts';

/** What two readings of a queue differ in, as far as people must hear of it; `null` = nothing. Builds that begin and end are no news. */
export function queueNews(before: QueueReport, after: QueueReport): string | null {
  const known = new Map(before.entries.map(({ number, state }) => [number, state]));
  const fresh = (state: 'landed' | 'ejected') =>
    after.entries
      .filter((row) => row.state === state && known.get(row.number) === 'waiting')
      .map(({ number }) => `#${number}`);
  const [landed, back] = [fresh('landed'), fresh('ejected')];
  const frozen = after.freezes.length - before.freezes.length;
  const told = [
    ...(landed.length > 0 ? [`${listed(landed)} landed`] : []),
    ...(back.length > 0 ? [`${listed(back)} ${back.length === 1 ? 'was' : 'were'} sent back`] : []),
    ...(before.paused === null && after.paused !== null ? ['The queue is paused'] : []),
    ...(before.paused !== null && after.paused === null ? ['The queue goes on'] : []),
    ...(frozen > 0 ? ['Landing is frozen'] : frozen < 0 ? ['A freeze ended'] : []),
  ];
  return told.length === 0 ? null : `${told.join('. ')}.`;
}

/** More numbers than this nobody keeps in mind. */
const MOST_NAMED = 3;

function listed(numbers: readonly string[]): string {
  return numbers.length > MOST_NAMED ? `${numbers.length} entries` : numbers.join(', ');
}

import type { ChangeRow } from '../../../contract/index.ts';
import type { Filter } from '../../route/route.ts';

/** Whether a row is what the filter asks for; the server narrows too, where it can. */
export function matches(row: ChangeRow, filter: Filter): boolean {
  return (
    (filter.state === undefined || row.state === filter.state) &&
    (filter.verdict === undefined || row.verdict === filter.verdict) &&
    (filter.service === undefined || row.services.includes(filter.service)) &&
    (filter.assistance === undefined || row.assistance === filter.assistance) &&
    // What a rule said beyond holding only the server knows.
    (filter.rule === undefined || filter.outcome !== undefined || row.held_by.includes(filter.rule)) &&
    (filter.review === undefined || row.review_owed) &&
    (filter.q === undefined || contains(row, filter.q))
  );
}

/** Whether each word stands somewhere in what the row shows. */
export function contains(row: ChangeRow, words: string): boolean {
  const text = [row.id, row.title, row.author, ...row.services, ...row.asked].join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

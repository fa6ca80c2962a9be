import type { ChangeList, ChangeRow } from '../../contract/index.ts';
import { listSubmissions, PAGE_SIZE, type Submission } from '../../control/index.ts';
import type { ListRequest } from './face.ts';
import type { Plane } from './plane.ts';
import { rowOf } from './row.ts';
import { isAnswer } from './rule-outcome.ts';

/** Rows of one page of the list. */
const LIST_PAGE = 100;
/** Pages of the store that one question reads: a filter that fits almost nothing answers with what it found so far. */
const MAX_READ = 10;

/** Open changes, newest revision first; or all of them in the order of their ids. */
export async function changeList(plane: Plane, request: ListRequest): Promise<ChangeList> {
  // What rules say is counted over open changes, and so are the rows behind it.
  return request.state === 'all' && request.outcome === null ? allOf(plane, request) : openOf(plane, request);
}

async function openOf(plane: Plane, request: ListRequest): Promise<ChangeList> {
  const now = plane.world.now();
  const asked = await answering(plane, await plane.board.open(), request);
  const open = [...asked].sort((a, b) => b.revision.at - a.revision.at || (a.id < b.id ? -1 : 1));
  const rows = open.map((each) => rowOf(each, now)).filter((row) => fits(row, request));
  const start = request.after === null ? 0 : rows.findIndex(({ id }) => id === request.after) + 1;
  const page = rows.slice(start, start + LIST_PAGE);
  const next = start + LIST_PAGE < rows.length ? (page.at(-1)?.id ?? null) : null;
  return { schema: 'firebreak.changes/v1', changes: page, next };
}

async function allOf({ node, world }: Plane, request: ListRequest): Promise<ChangeList> {
  const now = world.now();
  const changes: ChangeRow[] = [];
  let after = request.after ?? '';
  for (let read = 0; read < MAX_READ; read += 1) {
    // One page of the list first: where nothing is filtered it is all that is needed.
    const limit = read === 0 ? LIST_PAGE : PAGE_SIZE;
    const found = await listSubmissions(node, { after, limit });
    for (const each of found) {
      after = each.id;
      const row = rowOf(each, now);
      if (!fits(row, request)) continue;
      changes.push(row);
      if (changes.length === LIST_PAGE) return { schema: 'firebreak.changes/v1', changes, next: after };
    }
    if (found.length < limit) return { schema: 'firebreak.changes/v1', changes, next: null };
  }
  return { schema: 'firebreak.changes/v1', changes, next: after };
}

/** Those of which the rule said what is asked. */
async function answering(
  { outcomes }: Plane,
  open: readonly Submission[],
  { rule, outcome }: ListRequest,
): Promise<readonly Submission[]> {
  if (rule === null || outcome === null) return open;
  const said = await Promise.all(open.map(outcomes));
  return open.filter((_, at) => said[at]?.rules.some((each) => each.rule === rule && isAnswer(each, outcome)) ?? false);
}

function fits(row: ChangeRow, request: ListRequest): boolean {
  const { verdict, service, assistance, rule, outcome, isReviewOwed, text } = request;
  const wanted = text?.toLowerCase() ?? '';
  return (
    (verdict === null || row.verdict === verdict) &&
    (service === null || row.services.includes(service)) &&
    (assistance === null || row.assistance === assistance) &&
    (rule === null || outcome !== null || row.held_by.includes(rule)) &&
    (!isReviewOwed || row.review_owed) &&
    (wanted === '' || [row.title, row.id, row.author].some((each) => each.toLowerCase().includes(wanted)))
  );
}

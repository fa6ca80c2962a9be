import { accept, DAY_MS, type Instant, reject } from '../../kernel/index.ts';
import type { Answer, Telling } from './decide.ts';
import { type Action, type Incident, type IncidentRejection, MAX_NAME, MAX_PARTS, MAX_TEXT } from './model.ts';
import { wrongText } from './wish.ts';

/** An action that is due later is a plan, and belongs elsewhere. */
const MAX_DUE_MS = 2 * 366 * DAY_MS;

/** Adds what is to be done. It has one owner and a day, or it is no action. */
export function addAction(
  incident: Incident,
  { by, now, ...told }: Telling & Pick<Action, 'kind' | 'text' | 'owner' | 'due'>,
): Answer {
  const { id, actions } = incident;
  if (actions.length >= MAX_PARTS.actions) {
    return reject({ code: 'too-many', what: 'actions', limit: MAX_PARTS.actions });
  }
  const wrong = wrongAction(told, now);
  if (wrong !== null) return reject(wrong);
  const action: Action = {
    id: `a${actions.length + 1}`,
    ...told,
    text: told.text.trim(),
    owner: told.owner.trim(),
    state: 'open',
    note: null,
    by,
    at: now,
    changedAt: now,
  };
  return accept([{ kind: 'IncidentActionAdded', id, at: now, by, action }]);
}

/** Changes an action, or says that it is done or dropped, and why. */
export function changeAction(
  incident: Incident,
  told: Telling & {
    readonly action: string;
    readonly change: Partial<Pick<Action, 'text' | 'owner' | 'due' | 'state' | 'note'>>;
  },
): Answer {
  const { by, now, action, change } = told;
  const before = incident.actions.find(({ id }) => id === action);
  if (before === undefined) return reject({ code: 'no-such-part', id: action });
  const after = { ...before, ...change };
  const isSame = (['text', 'owner', 'due', 'state', 'note'] as const).every((field) => after[field] === before[field]);
  if (isSame) return reject({ code: 'nothing-changes' });
  const wrong =
    wrongAction(after, now) ??
    (after.state === 'open' ? null : wrongText('note', after.note ?? '', MAX_TEXT)) ??
    (after.state === 'dropped' && by.kind !== 'human' ? ({ code: 'human-only' } as const) : null);
  if (wrong !== null) return reject(wrong);
  return accept([{ kind: 'IncidentActionChanged', id: incident.id, at: now, by, action, change }]);
}

/** Whether it should have been done by now. */
export function isOverdue({ state, due }: Action, now: Instant): boolean {
  return state === 'open' && due < now;
}

function wrongAction(
  { text, owner, due }: Pick<Action, 'text' | 'owner' | 'due'>,
  now: Instant,
): IncidentRejection | null {
  const wrong = wrongText('action', text, MAX_TEXT) ?? wrongText('owner', owner, MAX_NAME);
  if (wrong !== null) return wrong;
  return due - now > MAX_DUE_MS ? { code: 'bad-time', why: 'an action is due within two years' } : null;
}

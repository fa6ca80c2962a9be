import type { AddRejection } from '../../control/index.ts';
import { assertNever, Fault } from '../../kernel/index.ts';

/** Why a queue did not take a request, with what to do. The gate's own refusal is an answer, not a fault. */
export function queueRefusal(rejection: Exclude<AddRejection, { readonly code: 'not-allowed' }>): Fault {
  const [code, message, fix] = wordsOf(rejection);
  return new Fault({ kind: 'usage', code, message, fix });
}

/** The fault of an entry that the queue does not know. */
export function noSuchEntry(named: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-entry',
    message: `the queue has no entry ${named}`,
    fix: 'See what is in it: firebreak queue list',
  });
}

/** The fault of a queue that nobody opened. */
export function noSuchQueue(id: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-queue',
    message: `there is no queue ${id} yet`,
    fix: 'Add a change to it: firebreak queue add BRANCH',
  });
}

function wordsOf(
  rejection: Exclude<AddRejection, { readonly code: 'not-allowed' }>,
): readonly [code: string, message: string, fix: string] {
  const { code } = rejection;
  switch (code) {
    case 'already-queued':
      return [code, `it is in the queue already, as entry ${rejection.number}`, 'See firebreak queue why.'];
    case 'nothing-to-land':
      return [code, 'the branch holds it already', 'Nothing needs to be done.'];
    case 'queue-full':
      return [
        code,
        `the queue holds ${rejection.limit} entries, which is all it takes`,
        'Wait until some have landed.',
      ];
    case 'not-waiting':
      return ['not-waiting', 'it does not wait: it landed or was sent back', 'See firebreak queue list.'];
    case 'no-reason':
      return [code, 'a reason is missing or too long', 'Say why in a sentence, with --reason.'];
    case 'already-paused':
      return [code, 'the queue is paused already', 'Nothing needs to be done.'];
    case 'not-paused':
      return [code, 'the queue is not paused', 'Nothing needs to be done.'];
    case 'already-frozen':
      return [code, 'there is a freeze of that name', 'Nothing needs to be done.'];
    case 'not-frozen':
      return [code, 'there is no such freeze', 'See firebreak queue list.'];
    case 'landing-pending':
    case 'branch-moved':
    case 'may-not-land':
    case 'not-proven':
      return [code, 'it is landing at this moment', 'Look again in a moment.'];
    default:
      return assertNever(rejection);
  }
}

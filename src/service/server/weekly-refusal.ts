import type { ReviewRejection } from '../../control/index.ts';
import { assertNever, Fault } from '../../kernel/index.ts';

/** Why something was not written into the review of a week, for whoever asked. */
export function weeklyRefusal(rejection: ReviewRejection): Fault {
  const [message, fix] = textOf(rejection);
  return new Fault({ kind: 'usage', code: rejection.code, message, fix });
}

function textOf(rejection: ReviewRejection): readonly [message: string, fix: string] {
  switch (rejection.code) {
    case 'not-over':
      return ['the week is not over', 'Freeze it from Monday on, 00:00 UTC.'];
    case 'frozen-already':
      return ['the week is frozen already', 'Nothing needs to be done; decisions may still be written down.'];
    case 'spun-already':
      return ['the wheel was spun already: a second draw would be a choice', 'Take the service that was drawn.'];
    case 'nobody-to-draw':
      return ['no service is known', 'State services in firebreak.yaml.'];
    case 'bad-text':
      return [`a ${rejection.what} needs text of at most ${rejection.limit} characters`, 'Write one sentence.'];
    case 'bad-due':
      return ['a decision is due later than now and within a year', 'Name such a day.'];
    case 'too-many':
      return [`there are ${rejection.limit} decisions already`, 'End some of them.'];
    case 'no-such-decision':
      return ['there is no such decision', 'See firebreak weekly.'];
    case 'nothing-changes':
      return ['it is ended already', 'Nothing needs to be done.'];
    default:
      return assertNever(rejection);
  }
}

import { type BrakeRejection, MAX_BRAKE_REASON, MAX_BRAKES, MAX_HOTFIX_SIGNOFFS } from '../../control/index.ts';
import { assertNever, DAY_MS, Fault } from '../../kernel/index.ts';

/** Nothing bears this id. */
export function noSuchBrake(id: string): Fault {
  const message = id === '' ? 'there is no such brake' : `there is no brake ${id}`;
  return new Fault({ kind: 'usage', code: 'no-such-brake', message, fix: 'See firebreak brake list.' });
}

/** Why a brake was not pulled, changed or released, for whoever asked. */
export function brakeRefusal(rejection: BrakeRejection): Fault {
  const [message, fix] = textOf(rejection);
  const kind = rejection.code === 'human-only' ? 'permission' : 'usage';
  return new Fault({ kind, code: rejection.code, message, fix });
}

function textOf(rejection: BrakeRejection): readonly [message: string, fix: string] {
  switch (rejection.code) {
    case 'no-such-brake':
      return ['there is no such brake', 'See firebreak brake list.'];
    case 'already-ended':
      return ['it has ended', 'Pull a new one, if one is needed.'];
    case 'bad-scope':
      return [rejection.why, 'Write tier:0, service:NAME, flow:NAME, path:GLOB, agent:NAME, model:NAME or everything.'];
    case 'no-reason':
      return [`a reason is needed, of at most ${MAX_BRAKE_REASON} characters`, 'Say why, for the person it stops.'];
    case 'ends-before-start':
      return ['it would be over before it begins', 'Name a later end.'];
    case 'too-long':
      return [
        `that lies further away than ${Math.round(rejection.limitMs / DAY_MS)} days`,
        'Name a nearer moment; what holds longer is a rule of the policy.',
      ];
    case 'too-many':
      return rejection.most === MAX_BRAKES
        ? [`there are ${MAX_BRAKES} brakes already`, 'Release what is not needed, or pull a wider one.']
        : [`software pulled ${rejection.most} brakes already`, 'Widen one of them, or let a human pull this one.'];
    case 'bad-lanes':
      return [`a hotfix needs 1 to ${MAX_HOTFIX_SIGNOFFS} sign-offs`, 'Name such a number, or let none pass.'];
    case 'human-only':
      return ['only a human releases a brake or makes it milder', 'Ask an operator.'];
    case 'nothing-changes':
      return ['it is so already', 'Nothing needs to be done.'];
    default:
      return assertNever(rejection);
  }
}

import { assertNever, type Instant } from '../../kernel/index.ts';
import type { BrakeEvent } from './event.ts';
import { type Brake, type BrakeBoard, MAX_AMENDMENTS, MAX_ENDED } from './model.ts';

/** The board after an event; total: an event about a brake that is not there changes nothing. */
export function evolve(board: BrakeBoard, event: BrakeEvent): BrakeBoard {
  switch (event.kind) {
    case 'BrakeEngaged':
      return {
        brakes: [...withoutOld(board.brakes, event.brake.at), event.brake],
        nextNumber: board.nextNumber + 1,
      };
    case 'BrakeAmended': {
      const { amendment, change } = event;
      return replaced(board, event.id, (brake) => ({
        ...brake,
        ...change,
        strictSince: amendment.direction === 'stricter' ? amendment.at : brake.strictSince,
        amendments: [...brake.amendments, amendment].slice(-MAX_AMENDMENTS),
      }));
    }
    case 'BrakeReleased': {
      const { by, at, note } = event;
      return replaced(board, event.id, (brake) => ({ ...brake, released: { by, at, note } }));
    }
    default:
      return assertNever(event);
  }
}

/** Whether it holds nothing any more and never will again. */
export function hasEnded({ released, end }: Brake, now: Instant): boolean {
  return released !== null || (end.kind === 'until' && end.at <= now);
}

function replaced(board: BrakeBoard, id: string, change: (brake: Brake) => Brake): BrakeBoard {
  return { ...board, brakes: board.brakes.map((brake) => (brake.id === id ? change(brake) : brake)) };
}

/** What ended is kept to be shown, the newest of it. */
function withoutOld(brakes: readonly Brake[], now: Instant): readonly Brake[] {
  let surplus = brakes.filter((brake) => hasEnded(brake, now)).length - MAX_ENDED;
  return brakes.filter((brake) => {
    if (surplus <= 0 || !hasEnded(brake, now)) return true;
    surplus -= 1;
    return false;
  });
}

import type { KnownServices } from '../../control/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { Plane } from './plane.ts';

/** The calendars that configurations state, as far as they could be read. */
export interface StatedFreezes {
  readonly of: KnownServices['freezes'];
  /** Why they could not be read; `null` = they were. */
  readonly unread: string | null;
}

/** Reads them; a forge that is away is a value, for what people pulled is to be seen all the same. */
export async function statedFreezes({ services }: Pick<Plane, 'services'>): Promise<StatedFreezes> {
  try {
    return { of: (await services()).freezes, unread: null };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { of: [], unread: error.message };
  }
}

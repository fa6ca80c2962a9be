import { type Attribution, attribute } from '../domain/attribution/index.ts';
import type { IncidentCase, World } from './port.ts';

/** Who may have done it, by a case that a caller names. */
export interface AttributedCase {
  readonly attribution: Attribution;
  readonly gaps: IncidentCase['gaps'];
}

/** Attributes the case of a folder or a document. Faults: no such place, nothing of a case in it. */
export async function attributeCase(world: World, place: string): Promise<AttributedCase> {
  const { evidence, gaps } = await world.readIncidentCase(place);
  return { attribution: attribute(evidence), gaps };
}

import type { AttributionReport } from '../../contract/index.ts';
import { attributeCase, type World } from '../../control/index.ts';
import { attributionReportOf } from './document.ts';

/** What a caller asks to be attributed: a folder or a document, by its full path. */
export interface AttributionRequest {
  readonly place: string;
}

/** Which change may have caused the incident of a case. */
export async function attributionReport(world: World, { place }: AttributionRequest): Promise<AttributionReport> {
  return attributionReportOf(await attributeCase(world, place), place);
}

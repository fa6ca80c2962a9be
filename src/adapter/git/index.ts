export { cacheFolder } from './cache-folder.ts';
export { openRepository } from './history-reader.ts';
export { type PlannedWrite, planNote, planTrailers, type Rewriting } from './record-write.ts';

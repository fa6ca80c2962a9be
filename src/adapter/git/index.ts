export { cacheFolder } from './cache-folder.ts';
export { type Located, locate } from './discover.ts';
export { rememberedTracer } from './evidence-cache.ts';
export { openFixTracer } from './fix-tracer.ts';
export { openRepository } from './history-reader.ts';
export { openLineHistory } from './line-history.ts';
export { type PlannedWrite, planNote, planTrailers, type Rewriting } from './record-write.ts';
export { openSourceReader } from './source-reader.ts';

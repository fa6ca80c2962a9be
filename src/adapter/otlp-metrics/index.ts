export { openOtlpMetricsReader } from './reader.ts';
export { MAX_POINTS } from './wire.ts';

export { MAX_SERIES } from './answer.ts';
export { type PrometheusProof, type PrometheusSettings, prometheusSource } from './source.ts';

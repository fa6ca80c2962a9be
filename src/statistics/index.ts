export { quantile } from './quantile.ts';
export { RunningPercentile } from './running-percentile.ts';
export { type Interval, wilson, Z_95 } from './wilson.ts';

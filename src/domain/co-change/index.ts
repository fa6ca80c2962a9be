export { CoChangeHistory, type CoChangeState, HALF_LIFE_DAYS, LANDING_FILES } from './co-change-history.ts';
export type { Companion } from './model.ts';

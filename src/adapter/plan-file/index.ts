export { readPlan, readPlanFile } from './read.ts';

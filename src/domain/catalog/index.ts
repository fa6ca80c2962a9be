export type { Catalog, CriticalFlow, Level, Ownership, OwnershipRule, Person, Service, Tier } from './model.ts';
export { LEVELS } from './model.ts';

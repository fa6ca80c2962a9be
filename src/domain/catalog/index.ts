export { MAX_PATTERN_LENGTH, type PathPattern } from './glob.ts';
export type {
  Catalog,
  CatalogFiles,
  CriticalFlow,
  FlowValue,
  HouseAgent,
  Level,
  Ownership,
  OwnershipProblem,
  OwnershipRule,
  Person,
  Service,
  Tier,
} from './model.ts';
export { EMPTY_CATALOG, LEVELS, NO_FILES } from './model.ts';
export {
  type CompiledOwnership,
  compileOwnership,
  MAX_OWNERSHIP_BYTES,
  MAX_OWNERSHIP_RULES,
  OWNERSHIP_PATHS,
  type OwnerGroup,
  ownershipDialect,
  ownersOf,
  parseOwnership,
} from './ownership.ts';
export { compileGlob, matchesPath } from './pattern.ts';
export {
  handleOfPrivateMail,
  indexPeople,
  levelAtLeast,
  type OwnerReference,
  type PeopleIndex,
  personOf,
  resolveOwner,
  teamMembers,
} from './people.ts';
export { type CompiledCatalog, compileCatalog, type Place, placeOf } from './place.ts';

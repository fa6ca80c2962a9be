export type {
  BaselineState,
  ChangeFindings,
  FindingLevel,
  FindingPlace,
  PlacedFinding,
  ScannerFinding,
  ScannerRun,
  UnmappedFinding,
} from './model.ts';
export { FINDING_LEVELS } from './model.ts';
export { type PlaceOptions, placeFindings } from './place.ts';

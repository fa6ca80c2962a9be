export { isObserved, mergeServices, mostCritical, type ServiceGraph } from './merge.ts';
export type {
  CallOrigin,
  DescribedService,
  ReachedService,
  ServiceCall,
  ServiceFinding,
  ServiceNode,
  ServiceReading,
  StatedCall,
} from './model.ts';
export { REACHED_SERVICES, reachedServices } from './reach.ts';

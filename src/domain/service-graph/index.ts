export { apiProviders, isBackstage, readBackstage } from './backstage.ts';
export { isDatadog, readDatadog } from './datadog.ts';
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
export { isExposition, readExposition, readPrometheusAnswer, unreadOnly } from './observed.ts';
export { REACHED_SERVICES, reachedServices } from './reach.ts';

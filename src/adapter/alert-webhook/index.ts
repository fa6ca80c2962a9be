export { alertmanagerReader } from './alertmanager.ts';
export { MAX_BODY, MAX_DELIVERED } from './body.ts';
export { grafanaReader } from './grafana.ts';
export { pagerdutyReader } from './pagerduty.ts';

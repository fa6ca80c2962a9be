export { pagerdutyPager } from './pager.ts';

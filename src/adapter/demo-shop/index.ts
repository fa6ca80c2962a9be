export type { CounterReading } from './collector.ts';
export type { ShopCounts } from './counter.ts';
export type { LoadCounts } from './load.ts';
export { findProxy } from './proxy.ts';
export type { ShopCommit } from './repository.ts';
export { type DemoShop, openDemoShop, VERSIONS } from './shop.ts';
export type { Behaviour } from './version.ts';

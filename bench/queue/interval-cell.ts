import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { drawWorkload, type Workload } from '../../src/domain/queue-simulation/index.ts';
import { gridCells } from './cell.ts';
import { replays } from './replay-source.ts';

/** A workload of which landing intervals are asked. */
export interface IntervalCell {
  readonly name: string;
  readonly group: 'small farm' | 'large farm' | 'replay';
  readonly make: (seed: number) => Workload;
}

/** Cells of the grid by which intervals are measured: every worker count and load, and each thing that is varied around the middle. */
const SMALL = /^W=\d+ load=[\d.]+ q=|^small /;
const LARGE = /^L=(100|300) W=(100|200|500) q=0\.05$|^large .*(pf=0\.1|pf=0\.2|f=0\.1|day cycle|bursty)$/;
/** Replays that are measured: with more workers a run of so many answers takes minutes. */
const REPLAYED = /W=4( as recorded)?$/;
/** Cells to which the weights are fitted, with seeds of their own. */
const FITTED =
  /^W=1 load=1 q=0\.05|^W=4 load=(0\.5|1|1\.5) q=0\.05|^W=16 load=(0\.5|1|3) q=0\.05|^W=40 load=1 q=0\.05|^L=100 W=100 q=0\.05|^L=300 W=200 q=0\.05|^small .*(pf=0\.2|day cycle|bursty|q=1)$/;

/** The cells that are measured; replays where their data is there. */
export function measuredCells(data: string): readonly IntervalCell[] {
  const small = drawn((name) => SMALL.test(name), 'small farm');
  const large = drawn((name) => LARGE.test(name), 'large farm');
  return [...small, ...large, ...(existsSync(join(data, 'ci-history')) ? replayed(data) : [])];
}

/** The cells to which the first guess is fitted. */
export function fittedCells(): readonly IntervalCell[] {
  return drawn((name) => FITTED.test(name), 'small farm');
}

function drawn(isMeant: (name: string) => boolean, group: IntervalCell['group']): readonly IntervalCell[] {
  return gridCells()
    .filter(({ name }) => isMeant(name))
    .map((plan) => ({ name: plan.name, group, make: (seed) => drawWorkload(plan, seed) }));
}

function replayed(data: string): readonly IntervalCell[] {
  return replays(data)
    .filter(({ name }) => REPLAYED.test(name))
    .map((replay) => ({ ...replay, group: 'replay' }));
}

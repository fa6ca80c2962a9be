import type { BlastReport } from '../../../../contract/index.ts';
import { moneyText, tierText } from '../../format/blast-wording.ts';
import type { RingGiven } from './disc.ts';
import { groupFiles } from './group.ts';
import type { OutsideGiven } from './outside.ts';

/** How surely a file, in the picture and in the lists. */
export type Certainty = BlastReport['files'][number]['certainty'];

/** What the picture shows of a report, before anything has a place. */
export interface Scene {
  /** Rings with their groups; `files` are indexes into the report's files, in the order of the dots. */
  readonly rings: readonly (RingGiven & {
    readonly groups: readonly { readonly name: string; readonly dots: number; readonly files: readonly number[] }[];
  })[];
  readonly services: readonly (OutsideGiven & { readonly id: string; readonly index: number })[];
  readonly flows: readonly (OutsideGiven & { readonly id: string; readonly index: number })[];
  readonly edges: readonly SceneEdge[];
  /** Services and flows that the report has and the picture leaves to the lists. */
  readonly hidden: { readonly services: number; readonly flows: number };
}

/** A line from what is nearer to the change to what it reaches. */
export interface SceneEdge {
  readonly from: { readonly kind: 'change' } | { readonly kind: 'service'; readonly at: number };
  readonly to: { readonly kind: 'service' | 'flow'; readonly at: number };
  /** 0..1 of the heaviest line of its kind; `null` = nobody says how much goes along it. */
  readonly weight: number | null;
  readonly label: string;
}

const MOST_SERVICES = 14;
const MOST_FLOWS = 10;
/** Names are cut so that one long name does not push everything else out of the picture. */
const NAME_LETTERS = 22;
const NOTE_LETTERS = 30;

/** Chooses what the picture shows: every file, the services on the way to flows first, every line between them. */
export function sceneOf(report: BlastReport): Scene {
  const services = shownServices(report);
  const flows = report.flows.slice(0, MOST_FLOWS);
  const at = new Map(services.map(({ id }, index) => [id, index]));
  return {
    rings: ringsOf(report),
    services: services.map((service) => ({
      id: service.id,
      index: report.services.indexOf(service),
      name: cut(service.id, NAME_LETTERS),
      note: cut(serviceNote(service), NOTE_LETTERS),
    })),
    flows: flows.map((flow, index) => ({
      id: flow.id,
      index,
      name: cut(flow.id, NAME_LETTERS),
      note: [tierText(flow.tier), ...moneyOf(report, flow.id)].join(' · '),
    })),
    edges: [...serviceEdges(services, at), ...flowEdges(report, flows, at)],
    hidden: { services: report.services.length - services.length, flows: report.flows.length - flows.length },
  };
}

function ringsOf(report: BlastReport): Scene['rings'] {
  const folders = report.packages.map(({ folder }) => folder);
  const indexed = report.files.map((file, index) => ({ path: file.path, hops: file.dependent_hops, index }));
  const groups = groupFiles(indexed, folders);
  const hops = [...new Set(indexed.map((file) => file.hops))].sort((a, b) => (a ?? 99) - (b ?? 99));
  return hops.map((hop) => {
    const inside = groups
      .map((group) => ({ ...group, files: group.files.filter((file) => file.hops === hop) }))
      .filter(({ files }) => files.length > 0)
      .map(({ folder, files }) => ({
        name: folder === '' ? '(root)' : folder,
        dots: files.length,
        files: files.map(({ index }) => index),
      }));
    const shown = inside.reduce((sum, { dots }) => sum + dots, 0);
    return { label: ringLabel(report, hop, shown), groups: inside };
  });
}

function ringLabel({ rings }: BlastReport, hop: number | null, shown: number): string {
  if (hop === null) return `by history · ${shown}`;
  const all = rings?.find(({ hops }) => hops === hop)?.files ?? shown;
  return `${hop} ${hop === 1 ? 'hop' : 'hops'} · ${all > shown ? `${shown} of ${all}` : shown}`;
}

/** In the order of the report; those that lead to a flow stay when not all fit. */
function shownServices({ services, flows }: BlastReport): readonly BlastReport['services'][number][] {
  if (services.length <= MOST_SERVICES) return services;
  const wanted = new Set(flows.map(({ through }) => through));
  for (const service of services) {
    if (wanted.has(service.id)) for (const call of service.through) wanted.add(call.callee);
  }
  const first = services.filter(({ id }) => wanted.has(id)).slice(0, MOST_SERVICES);
  const rest = services.filter(({ id }) => !wanted.has(id)).slice(0, MOST_SERVICES - first.length);
  const kept = new Set([...first, ...rest]);
  return services.filter((service) => kept.has(service));
}

function serviceNote(service: BlastReport['services'][number]): string {
  const tier = tierText(service.tier ?? service.inherited_tier);
  if (service.by === 'change') return `${tier} · is changed`;
  if (service.by === 'import') return `${tier} · imports it`;
  const [call] = service.through;
  const rate = call?.calls_per_minute ?? null;
  return `${tier} · ${rate === null ? 'calls' : `${Math.round(rate)} calls/min`}`;
}

function serviceEdges(
  services: readonly BlastReport['services'][number][],
  at: ReadonlyMap<string, number>,
): readonly SceneEdge[] {
  const rates = services.flatMap(({ through }) => through[0]?.calls_per_minute ?? []);
  const most = Math.max(1, ...rates);
  return services.map((service, index) => {
    const [call] = service.through;
    const to = { kind: 'service', at: index } as const;
    if (call === undefined) return { from: { kind: 'change' }, to, weight: null, label: service.by };
    const callee = at.get(call.callee);
    const rate = call.calls_per_minute;
    return {
      from: callee === undefined ? { kind: 'change' } : { kind: 'service', at: callee },
      to,
      weight: rate === null ? null : Math.log1p(rate) / Math.log1p(most),
      label: rate === null ? 'calls, how often is not known' : `${Math.round(rate)} calls a minute`,
    };
  });
}

function flowEdges(
  report: BlastReport,
  flows: BlastReport['flows'],
  at: ReadonlyMap<string, number>,
): readonly SceneEdge[] {
  const { terms } = report.exposure;
  return flows.map((flow, index) => {
    const term = terms.find((each) => each.flow === flow.id);
    const money = term?.money_per_minute ?? null;
    // Sums of two currencies are not compared: each line is measured by the heaviest of its own.
    const same = terms.filter(({ currency }) => currency === term?.currency);
    const most = Math.max(Number.MIN_VALUE, ...same.map(({ money_per_minute }) => money_per_minute ?? 0));
    const service = at.get(flow.through);
    return {
      from: service === undefined ? { kind: 'change' } : { kind: 'service', at: service },
      to: { kind: 'flow', at: index },
      weight: money === null ? null : Math.sqrt(Math.max(0, money) / most),
      label: moneyOf(report, flow.id)[0] ?? 'value not stated',
    };
  });
}

/** `GBP 1,380 a minute`, where the owner states it. */
function moneyOf({ exposure }: BlastReport, flow: string): readonly string[] {
  const term = exposure.terms.find((each) => each.flow === flow);
  if (term === undefined || term.money_per_minute === null || term.currency === null) return [];
  return [moneyText({ currency: term.currency, perMinute: term.money_per_minute })];
}

function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

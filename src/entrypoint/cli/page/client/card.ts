import { heldByHandle, isHeld, seniorMinutes } from '../model.ts';
import { countText, dateText, minutesText, percentText } from '../number-text.ts';
import type { Dot } from '../page-data.ts';
import { find, html } from './dom.ts';
import type { Geometry } from './geometry.ts';
import type { Store, View } from './state.ts';
import { EVIDENCE_TEXT, outcomeText, WRITTEN_TEXT } from './words.ts';

/** Where a dot stands in the picture. */
export interface Spot {
  readonly geometry: Geometry;
  readonly point: { readonly x: number; readonly y: number } | null;
}

/** The card beside the dot that is pointed at or pinned, and the ring around that dot. */
export function startCard(store: Store, spotOf: (index: number) => Spot): void {
  const card = find('card');
  if (card === null) return;
  const ring = html('div', { class: 'spot', hidden: '' });
  card.before(ring);
  let shown = '';
  store.onChange((view) => {
    const index = view.hovered ?? view.pinned;
    const dot = index === null ? undefined : store.dots[index];
    const spot = index === null ? null : spotOf(index);
    card.hidden = dot === undefined;
    ring.hidden = dot === undefined;
    if (dot === undefined || spot?.point === null || spot === null) {
      shown = '';
      return;
    }
    const key = `${dot.index} ${view.settings.axis} ${view.settings.threshold} ${[...view.settings.off].join()} ${view.pinned === dot.index}`;
    if (key !== shown) card.replaceChildren(...content(store, { dot, view }));
    shown = key;
    placeCard({ card, ring, point: spot.point, geometry: spot.geometry });
  });
}

function content(store: Store, given: { readonly dot: Dot; readonly view: View }): Node[] {
  const { dot, view } = given;
  const held = isHeld(dot, view.settings);
  const minutes = seniorMinutes(dot, view.settings);
  const close = html('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
  close.addEventListener('click', () => store.update({ pinned: null, hovered: null }));
  return [
    ...(view.pinned === dot.index ? [close] : []),
    html('p', { class: 'card-title' }, html('bdi', {}, dot.title === '' ? '(no title)' : dot.title)),
    html('p', { class: 'card-where' }, html('code', {}, dot.commit), ` ${numberText(dot)}landed ${dateText(dot.at)}`),
    facts([
      ['Written', `${WRITTEN_TEXT[dot.assistance]}${EVIDENCE_TEXT[dot.evidence]}`],
      ...(dot.riskScore === null ? [] : [['Risk', riskText(dot, dot.riskScore)] as const]),
      ['Size', sizeText(dot)],
      ['Reach', `${countText(dot.areas)} ${dot.areas === 1 ? 'area' : 'areas'}, ${filesText(dot)}${tierText(dot)}`],
      ['Outcome', outcomeText(dot, store.data.censoredDays)],
      ['Gate', gateText(dot, { held, minutes })],
    ]),
    reasons(store, { dot, view }),
  ];
}

function numberText(dot: Dot): string {
  return dot.pullRequest === null ? '' : `#${dot.pullRequest} · `;
}

function facts(rows: readonly (readonly [string, string])[]): Node {
  return html('dl', {}, ...rows.flatMap(([name, text]) => [html('dt', {}, name), html('dd', {}, text)]));
}

function riskText(dot: Dot, score: number): string {
  const here =
    dot.risk === null
      ? 'not comparable with enough earlier changes'
      : `higher than ${Math.round(dot.risk)} % of changes here`;
  return `risk ${percentText(score)} in the public data it is trained on; ${here}`;
}

function sizeText(dot: Dot): string {
  const lines =
    dot.lines === null ? 'lines not known' : `${countText(dot.lines)} ${dot.lines === 1 ? 'line' : 'lines'}`;
  if (dot.size === null) return `${lines}; not comparable with enough earlier changes`;
  return `${lines}, larger than ${Math.round(dot.size)} % before it`;
}

function filesText(dot: Dot): string {
  return `${countText(dot.files)} ${dot.files === 1 ? 'file' : 'files'}`;
}

function tierText(dot: Dot): string {
  return dot.tier === null ? '' : `, tier ${dot.tier}`;
}

function gateText(dot: Dot, now: { readonly held: boolean; readonly minutes: number }): string {
  if (!now.held) return 'passes by itself';
  const verdict = dot.decision === 'block' ? 'refused' : 'held';
  return now.minutes > 0
    ? `${verdict}; ${minutesText(now.minutes)} senior minutes`
    : `${verdict}; no senior time asked`;
}

/** Reasons beyond this many are counted, so that the card stays a card. */
const REASONS_SHOWN = 4;

function reasons(store: Store, given: { readonly dot: Dot; readonly view: View }): Node {
  const { settings } = given.view;
  const items = given.dot.holding
    .filter(({ rule }) => !settings.off.has(rule))
    .map(({ rule, evaluable }) => {
      const known = store.data.rules[rule];
      const because = evaluable ? (known?.because ?? '') : 'a fact it asks for is not known';
      return html('li', {}, html('b', {}, known?.id ?? ''), ` ${because}`);
    });
  if (heldByHandle(given.dot, settings)) {
    items.push(html('li', {}, html('b', {}, 'handle'), ` a senior reads changes of this ${settings.axis}`));
  }
  const rest = items.length - REASONS_SHOWN;
  const more = rest > 0 ? [html('li', {}, `and ${rest} more`)] : [];
  return html('ul', { class: 'reasons' }, ...items.slice(0, REASONS_SHOWN), ...more);
}

function placeCard(given: {
  readonly card: HTMLElement;
  readonly ring: HTMLElement;
  readonly point: { readonly x: number; readonly y: number };
  readonly geometry: Geometry;
}): void {
  const { card, ring, point, geometry } = given;
  ring.style.left = `${point.x}px`;
  ring.style.top = `${point.y}px`;
  const width = card.offsetWidth;
  const height = card.offsetHeight;
  const gap = 14;
  const x = point.x + gap + width > geometry.width ? point.x - gap - width : point.x + gap;
  card.style.setProperty('--x', `${Math.min(Math.max(0, x), Math.max(0, geometry.width - width))}px`);
  // Above the picture's lower edge where it fits; it may hang over the upper one.
  card.style.setProperty('--y', `${Math.min(point.y - 24, geometry.height - height)}px`);
}

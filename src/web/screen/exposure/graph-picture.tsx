import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ExposureReport } from '../../../contract/index.ts';
import { useNavigation } from '../../route/navigation.tsx';
import { addressOf } from '../../route/route.ts';
import { countText, plural } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';
import { type Box, type Grid, layOut } from './graph-layout.ts';
import { changesAlong, changesAt, drawn, spreadOf } from './spread.ts';

type Service = ExposureReport['services'][number];

const WIDE: Grid = { boxWidth: 158, boxHeight: 46, gapAlong: 84, gapAcross: 16, direction: 'right', mostAcross: 9 };
const NARROW: Grid = { boxWidth: 108, boxHeight: 60, gapAlong: 40, gapAcross: 10, direction: 'down', mostAcross: 3 };
/** More cannot be read in one picture; the table below has all. */
const MOST_BOXES = 48;
const MARGIN = 8;
/** Half the length of the bar across a line, and where on the line it stands. */
const BAR = 9;
const BAR_AT = 0.8;

interface GraphPictureProps {
  readonly report: ExposureReport;
  readonly free: ReadonlySet<string>;
  readonly only: string | null;
  readonly chosen: string | null;
}

/** Callers on one side, what they call on the other; width of a line by calls; a bar across it where a gate stops spread. */
export function GraphPicture({ report, free, only, chosen }: GraphPictureProps) {
  const isNarrow = useNarrow();
  const grid = isNarrow ? NARROW : WIDE;
  const services = useMemo(() => drawn(report.services, chosen, MOST_BOXES), [report.services, chosen]);
  const picture = useMemo(
    () =>
      layOut(
        services.map(({ id }) => id),
        report.calls,
        grid,
      ),
    [services, report.calls, grid],
  );
  const byId = new Map(services.map((service) => [service.id, service]));
  const boxes = new Map(picture.boxes.map((box) => [box.id, box]));
  const lines = report.calls.flatMap((call) => {
    const [caller, callee, from, to] = [
      byId.get(call.caller),
      byId.get(call.callee),
      boxes.get(call.caller),
      boxes.get(call.callee),
    ];
    return caller && callee && from && to ? [{ ...call, caller, callee, from, to }] : [];
  });
  const left = report.services.length - services.length;
  return (
    <>
      <Legend />
      <figure aria-label={`${services.length} services and ${lines.length} calls`}>
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: the figure names it, and a title would show on hover over everything */}
        <svg
          class={`graph${isNarrow ? ' is-narrow' : ''}`}
          viewBox={`${-MARGIN} ${-MARGIN} ${picture.width + 2 * MARGIN} ${picture.height + 2 * MARGIN}`}
          width={picture.width + 2 * MARGIN}
        >
          {lines.map(({ caller, callee, from, to, per_minute }) => {
            const spread = spreadOf(changesAlong(caller, callee, only), free);
            const path = linePath(from, to, grid);
            return (
              <g
                key={`${caller.id}\n${callee.id}`}
                class={`call is-${spread}${per_minute === null ? ' is-unmeasured' : ''}`}
              >
                <path d={path.d} stroke-width={lineWidth(per_minute)}>
                  <title>
                    {visibleText(caller.id)} calls {visibleText(callee.id)}
                    {per_minute === null ? ', how often is not known' : `, ${countText(per_minute)} times a minute`}
                  </title>
                </path>
                {spread === 'stopped' ? <path class="bar" d={path.bar} /> : null}
              </g>
            );
          })}
          {services.map((service) => {
            const box = boxes.get(service.id);
            return box === undefined ? null : (
              <ServiceBox
                key={service.id}
                service={service}
                box={box}
                grid={grid}
                free={free}
                only={only}
                isChosen={service.id === chosen}
              />
            );
          })}
        </svg>
      </figure>
      {left > 0 ? (
        <p class="soft">{plural(left, 'more service')} that nothing open reaches: in the table below.</p>
      ) : null}
    </>
  );
}

interface ServiceBoxProps {
  readonly service: Service;
  readonly box: Box;
  readonly grid: Grid;
  readonly free: ReadonlySet<string>;
  readonly only: string | null;
  readonly isChosen: boolean;
}

function ServiceBox({ service, box, grid, free, only, isChosen }: ServiceBoxProps) {
  const { go } = useNavigation();
  const ids = changesAt(service, only);
  const touched = only === null ? service.touched_by : service.touched_by.filter((id) => id === only);
  const spread = spreadOf(ids, free);
  const word =
    ids.length === 0
      ? ''
      : `${touched.length > 0 ? `${touched.length} touch` : ''}${touched.length > 0 && ids.length > touched.length ? ', ' : ''}${ids.length > touched.length ? `${ids.length - touched.length} reach` : ''}`;
  const name = visibleText(service.id);
  const most = Math.floor((grid.boxWidth - 16) / 7.9);
  const isNarrow = grid.direction === 'down';
  const place = { name: 'exposure', at: service.id } as const;
  return (
    <a
      class={`service-box is-${spread}${touched.length > 0 ? ' is-touched' : ''}${isChosen ? ' is-chosen' : ''}`}
      href={addressOf(place)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(place, { replace: true });
      }}
    >
      <title>{name}</title>
      <rect x={box.x} y={box.y} width={grid.boxWidth} height={grid.boxHeight} rx="8" />
      <text class="box-name" x={box.x + 10} y={box.y + 19}>
        {name.length > most ? `${name.slice(0, most - 1)}…` : name}
      </text>
      <text class="box-word" x={box.x + 10} y={box.y + 36}>
        {service.tier === null ? 'tier ?' : `tier ${service.tier}`}
        {word === '' || isNarrow ? '' : ` · ${word}`}
      </text>
      {isNarrow ? (
        <text class="box-word" x={box.x + 10} y={box.y + 51}>
          {word}
        </text>
      ) : null}
    </a>
  );
}

function Legend() {
  return (
    <ul class="legend">
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <rect class="key-free" x="1" y="1" width="24" height="12" rx="3" />
        </svg>
        a change that may pass gets there
      </li>
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <rect class="key-stopped" x="1" y="1" width="24" height="12" rx="3" />
        </svg>
        only held changes would
      </li>
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <path class="key-line" d="M0 7h26" />
          <path class="key-bar" d="M13 1v12" />
        </svg>
        the firebreak: a gate stops it here
      </li>
      <li>
        <svg viewBox="0 0 26 14" aria-hidden="true">
          <path class="key-line is-thin" d="M0 4h26" />
          <path class="key-line is-thick" d="M0 10h26" />
        </svg>
        calls a minute; dashed = not measured
      </li>
    </ul>
  );
}

/** From the middle of one side to the middle of the other, and a short bar across it where it leaves the called service. */
function linePath(from: Box, to: Box, grid: Grid): { readonly d: string; readonly bar: string } {
  const isRight = grid.direction === 'right';
  const [x1, y1] = isRight
    ? [from.x + grid.boxWidth, from.y + grid.boxHeight / 2]
    : [from.x + grid.boxWidth / 2, from.y + grid.boxHeight];
  const [x2, y2] = isRight ? [to.x, to.y + grid.boxHeight / 2] : [to.x + grid.boxWidth / 2, to.y];
  const bend = Math.max(24, Math.abs(isRight ? x2 - x1 : y2 - y1) / 2);
  const d = isRight
    ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
    : `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
  const control = isRight ? { x: [x1 + bend, x2 - bend], y: [y1, y2] } : { x: [x1, x2], y: [y1 + bend, y2 - bend] };
  const x = bezier([x1, control.x[0] ?? x1, control.x[1] ?? x2, x2]);
  const y = bezier([y1, control.y[0] ?? y1, control.y[1] ?? y2, y2]);
  const length = Math.max(1, Math.hypot(x.slope, y.slope));
  const [nx, ny] = [(-y.slope / length) * BAR, (x.slope / length) * BAR];
  return { d, bar: `M${x.value - nx} ${y.value - ny}L${x.value + nx} ${y.value + ny}` };
}

/** Where the bar stands on a curve, and which way the curve goes there; spread starts at the called end, 1. */
function bezier([a = 0, b = 0, c = 0, d = 0]: readonly number[]): { readonly value: number; readonly slope: number } {
  const [t, u] = [BAR_AT, 1 - BAR_AT];
  return {
    value: u ** 3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t ** 3 * d,
    slope: 3 * u * u * (b - a) + 6 * u * t * (c - b) + 3 * t * t * (d - c),
  };
}

/** By the logarithm: a thousand times the calls is a line four times as wide. */
function lineWidth(perMinute: number | null): number {
  return perMinute === null ? 1.2 : 1.2 + Math.min(6, Math.log10(1 + perMinute) * 1.4);
}

function useNarrow(): boolean {
  const [isNarrow, setIsNarrow] = useState(() => matchMedia('(max-width: 48rem)').matches);
  useEffect(() => {
    const query = matchMedia('(max-width: 48rem)');
    const follow = () => setIsNarrow(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isNarrow;
}

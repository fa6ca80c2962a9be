import { useMemo } from 'preact/hooks';
import type { ExposureReport } from '../../../contract/index.ts';
import { useNarrow } from '../../part/use-narrow.ts';
import { useNavigation } from '../../route/navigation.tsx';
import { addressOf } from '../../route/route.ts';
import { countText, plural } from '../../text/number.ts';
import { visibleText } from '../../text/visible.ts';
import { type Box, type Grid, laneKey, layOut } from './graph-layout.ts';
import { linePath } from './line-path.ts';
import { changesAlong, changesAt, drawn, spreadOf } from './spread.ts';

type Service = ExposureReport['services'][number];

const WIDE: Grid = { boxWidth: 158, boxHeight: 46, gapAlong: 84, gapAcross: 16, direction: 'right', mostAcross: 9 };
const NARROW: Grid = { boxWidth: 108, boxHeight: 60, gapAlong: 40, gapAcross: 10, direction: 'down', mostAcross: 3 };
/** More cannot be read in one picture; the table below has all. */
const MOST_BOXES = 48;
const MARGIN = 8;

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
  const services = useMemo(() => drawn(report, chosen, MOST_BOXES), [report, chosen]);
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
            const path = linePath({ from, to, lanes: picture.lanes.get(laneKey(caller.id, callee.id)) ?? [], grid });
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
        <p class="soft">
          {plural(left, 'more service')} that nothing open reaches or that nothing calls: in the table below.
        </p>
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

/** By the logarithm: a thousand times the calls is a line four times as wide. */
function lineWidth(perMinute: number | null): number {
  return perMinute === null ? 1.2 : 1.2 + Math.min(6, Math.log10(1 + perMinute) * 1.4);
}

import type { WeeklyTrend } from '../../../contract/index.ts';
import { CHART, chartLayout } from './chart-layout.ts';

interface ControlChartProps {
  readonly title: string;
  readonly trend: WeeklyTrend;
  /** Least value that the scale reaches. */
  readonly least: number;
  readonly say: (value: number) => string;
}

/** Thirteen weeks with the limits that chance sets: a ring is a signal, everything else is noise. */
export function ControlChart({ title, trend, least, say }: ControlChartProps) {
  const { top, bands, centre, path, dots } = chartLayout(trend, least, say);
  const last = dots.at(-1);
  const word =
    trend.centre === null
      ? 'too few weeks for limits'
      : last === undefined
        ? 'nothing to count'
        : last.isSignal
          ? 'a signal: something changed'
          : 'no signal: as much as chance does';
  return (
    <figure class="control-chart">
      <figcaption>
        <strong>{title}</strong> <span>{word}</span>
      </figcaption>
      <svg viewBox={`0 0 ${CHART.width} ${CHART.height}`} role="img" aria-label={`${title}: ${word}`}>
        {bands.map((band) => (
          <rect key={band.x} class="band" {...band} />
        ))}
        {centre === null ? null : <line class="centre" x1={CHART.left} x2={CHART.width} y1={centre} y2={centre} />}
        <path class="line" d={path} />
        {dots.map(({ x, y, isSignal, week, text }) => (
          <circle key={week} class={isSignal ? 'dot signal' : 'dot'} cx={x} cy={y} r={isSignal ? 4.5 : 2.5}>
            <title>{text}</title>
          </circle>
        ))}
        <text x={0} y={CHART.above + 8}>
          {say(top)}
        </text>
        <text x={0} y={CHART.height - CHART.bottom}>
          0
        </text>
        <text x={CHART.left} y={CHART.height - 2}>
          {trend.points[0]?.from.slice(5, 10)}
        </text>
        <text x={CHART.width} y={CHART.height - 2} text-anchor="end">
          {trend.points.at(-1)?.from.slice(5, 10)}
        </text>
      </svg>
    </figure>
  );
}

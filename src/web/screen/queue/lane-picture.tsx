import { useRef } from 'preact/hooks';
import type { QueueReport } from '../../../contract/index.ts';
import { useWidth } from '../../part/use-width.ts';
import { countText, plural } from '../../text/number.ts';
import { layOutLanes } from './lane-layout.ts';
import { LaneLegend } from './lane-legend.tsx';
import { LanesTall, mostTall } from './lanes-tall.tsx';
import { LanesWide, mostWide } from './lanes-wide.tsx';
import { lookOf } from './state.ts';

/** Below this many pixels the lanes stand upright, as on a phone. */
const UPRIGHT_BELOW = 620;
/** Before the page was measured: a common window. */
const GUESS = 1_100;

interface LanePictureProps {
  readonly report: QueueReport;
  readonly chosen: number | null;
  readonly choose: (number: number) => void;
}

/** The branch on one side, entries in the order in which they may land, builds as spans over what they hold together. */
export function LanePicture({ report, chosen, choose }: LanePictureProps) {
  const figure = useRef<HTMLElement>(null);
  const width = useWidth(figure) ?? GUESS;
  const isTall = width < UPRIGHT_BELOW;
  const digits = String(report.entries[0]?.number ?? 0).length;
  const most = isTall ? mostTall(width) : mostWide(width, digits);
  const builds = [...report.running, ...report.proved];
  const layout = layOutLanes({ rows: report.entries, waiting: report.waiting, builds, ...most });
  const looks = new Set(layout.cells.map(({ row }) => lookOf(row, report.proved)));
  const Lanes = isTall ? LanesTall : LanesWide;
  return (
    <section class="panel queue-picture" aria-labelledby="lanes-heading">
      <h2 id="lanes-heading">Lanes</h2>
      <LaneLegend looks={looks} hasBuilds={layout.spans.length > 0} />
      <figure ref={figure}>
        <Lanes report={report} layout={layout} width={width} chosen={chosen} choose={choose} />
      </figure>
      <Left left={layout.left} />
    </section>
  );
}

function Left({ left: { entries, builds } }: { readonly left: { readonly entries: number; readonly builds: number } }) {
  if (entries <= 0 && builds <= 0) return null;
  const parts = [
    ...(entries > 0 ? [`${plural(entries, 'more entry', 'more entries')} behind these`] : []),
    ...(builds > 0 ? [`${countText(builds)} more ${builds === 1 ? 'build' : 'builds'}`] : []),
  ];
  return <p class="soft">And {parts.join(', ')}, which are not drawn.</p>;
}

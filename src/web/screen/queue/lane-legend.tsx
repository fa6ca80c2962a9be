import { type Ended, LOOK, type Look } from './state.ts';

interface LaneLegendProps {
  /** Those that occur. */
  readonly looks: ReadonlySet<Look | Ended>;
  readonly hasBuilds: boolean;
}

/** Words for the shapes and lines of the picture. */
export function LaneLegend({ looks, hasBuilds }: LaneLegendProps) {
  const shown = (Object.keys(LOOK) as (Look | Ended)[]).filter((look) => looks.has(look));
  return (
    <ul class="legend">
      {shown.map((look) => (
        <li key={look} class={`tone-${LOOK[look].tone}`}>
          <svg class="look" viewBox="0 0 16 16" aria-hidden="true">
            <path d={LOOK[look].shape} />
          </svg>
          {LOOK[look].word.toLowerCase()}
        </li>
      ))}
      {hasBuilds ? (
        <>
          <li>
            <svg viewBox="0 0 26 14" aria-hidden="true">
              <rect class="span-run" x="2" y="2" width="22" height="10" rx="4" />
            </svg>
            entries that one build decides
          </li>
          <li>
            <svg viewBox="0 0 26 14" aria-hidden="true">
              <path class="span-base" d="M0 7h26" />
              <circle class="span-assumed" cx="13" cy="7" r="3" />
            </svg>
            what it is built on
          </li>
        </>
      ) : null}
    </ul>
  );
}

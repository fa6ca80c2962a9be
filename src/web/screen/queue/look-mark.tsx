import { type Ended, LOOK, type Look } from './state.ts';

/** How an entry stands, as shape, colour and word. */
export function LookMark({ look }: { readonly look: Look | Ended }) {
  const { word, tone, shape } = LOOK[look];
  return (
    <span class={`badge is-${tone}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={shape} />
      </svg>
      {word}
    </span>
  );
}

import { useServerNow } from '../read/clock.ts';
import { ageText, exactText, momentText } from '../text/time.ts';

/** A moment with zone and age; the whole of it on hover. */
export function When({ at, brief }: { readonly at: string; readonly brief?: boolean }) {
  const now = useServerNow();
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return <span>time unknown</span>;
  return (
    <time dateTime={at} title={exactText(moment)} class="when">
      {brief === true ? null : <span>{momentText(moment, now)} · </span>}
      <span>{ageText(moment, now)}</span>
    </time>
  );
}

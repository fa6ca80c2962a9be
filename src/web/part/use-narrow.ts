import { useEffect, useState } from 'preact/hooks';

/** As in the style sheets: below it drawings stand upright. */
const NARROW = '(max-width: 48rem)';

/** Whether the page is as narrow as a phone, also when that changes. */
export function useNarrow(): boolean {
  const [isNarrow, setIsNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const follow = () => setIsNarrow(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isNarrow;
}

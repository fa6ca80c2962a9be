import { visibleText } from '../text/visible.ts';

/** Text that somebody else wrote: it cannot turn the reading direction of what stands around it, nor hide letters. */
export function Said({ text }: { readonly text: string }) {
  return <bdi>{visibleText(text)}</bdi>;
}

import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Reading } from '../read/use-document.ts';
import { visibleText } from '../text/visible.ts';
import { Said } from './said.tsx';
import { Trouble } from './trouble.tsx';
import { When } from './when.tsx';

interface ScreenProps<T> {
  readonly title: string;
  readonly reading: Reading<T>;
  /** The question that the screen answers, or its answer in one sentence. */
  readonly lede?: (document: T) => ComponentChildren;
  /** Beside the heading. */
  readonly aside?: ComponentChildren;
  /** Stands above the content whether it is read or not. */
  readonly above?: ComponentChildren;
  readonly children: (document: T) => ComponentChildren;
}

/** The frame of every screen: heading, answer, and the states of reading. */
export function Screen<T extends { readonly schema: string; readonly as_of?: string }>(props: ScreenProps<T>) {
  const { document: shown, failure, again } = props.reading;
  return (
    <>
      <header class="screen-head">
        <div>
          <Heading title={props.title} />
          {shown === null || props.lede === undefined ? null : <p class="lede">{props.lede(shown)}</p>}
        </div>
        <div class="screen-aside">
          {props.aside}
          {shown?.as_of === undefined ? null : (
            <p class="as-of">
              as of <When at={shown.as_of} />
            </p>
          )}
        </div>
      </header>
      {props.above}
      {failure === null ? null : <Trouble failure={failure} again={again} />}
      {shown === null ? failure === null ? <p class="reading">Reading…</p> : null : props.children(shown)}
    </>
  );
}

/** The one first heading; it takes the focus when somebody comes from another screen, so that it is read aloud. */
export function Heading({ title }: { readonly title: string }) {
  const element = useRef<HTMLHeadingElement>(null);
  // Before it is painted: who sees the heading has the focus there.
  useLayoutEffect(() => {
    if (wasShown) element.current?.focus({ preventScroll: true });
    wasShown = true;
  }, []);
  useEffect(() => {
    document.title = `${visibleText(title)} · Firebreak`;
  }, [title]);
  return (
    <h1 ref={element} tabIndex={-1}>
      <Said text={title} />
    </h1>
  );
}

/** The first screen of a visit leaves the focus where the browser puts it. */
let wasShown = false;

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Trouble } from '../part/trouble.tsx';
import type { Failure } from '../read/request.ts';

/** A screen whose code and style come when somebody first goes there: the first load of the page stays small. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [Screen, setScreen] = useState<{ readonly is: ComponentType<P> } | null>(
      known === null ? null : { is: known },
    );
    const [hasFailed, setHasFailed] = useState(false);
    useEffect(() => {
      if (known !== null) return;
      let isHere = true;
      Promise.all([load(), laterStyle()]).then(
        ([screen]) => {
          known = screen;
          if (isHere) setScreen({ is: screen });
        },
        () => isHere && setHasFailed(true),
      );
      return () => {
        isHere = false;
      };
    }, []);
    if (Screen !== null) return <Screen.is {...props} />;
    if (hasFailed) return <Trouble failure={GONE} again={() => location.reload()} />;
    return <p class="reading">Reading…</p>;
  };
}

/** After an update the server has other pieces than the page asks for. */
const GONE: Failure = {
  status: 0,
  code: 'piece-missing',
  message: 'This screen could not be fetched.',
  fix: 'The server may be away, or have another version by now: load the page again.',
};

let style: Promise<void> | null = null;

function laterStyle(): Promise<void> {
  style ??= new Promise((done, failed) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = '/later.css';
    link.onload = () => done();
    link.onerror = failed;
    document.head.append(link);
  });
  return style;
}

import { AS_WRITTEN, isHarm, isHeld, type Settings } from '../model.ts';
import { type Dot, dotsOf, firstAxis, type PageData } from '../page-data.ts';

/** Everything the reader can change. */
export interface View {
  readonly settings: Settings;
  /** `all` or one of the assistance values. */
  readonly by: string;
  /** `all`, `harm`, `none` or `censored`. */
  readonly label: string;
  /** The dot whose card is pinned. */
  readonly pinned: number | null;
  /** The dot under the pointer. */
  readonly hovered: number | null;
  /** The rule whose dots are emphasised. */
  readonly rule: number | null;
}

/** The data, the view, and who wants to know when it changes. */
export interface Store {
  readonly data: PageData;
  readonly dots: readonly Dot[];
  readonly view: () => View;
  /** Whether a dot is held as things are set; worked out once for each setting. */
  readonly held: (dot: Dot) => boolean;
  /** Changes the view; listeners run once, before the next frame is drawn. */
  readonly update: (change: Partial<View>) => void;
  /** Runs now and after every change. */
  readonly onChange: (listener: (view: View) => void) => void;
}

/** Starts with the policy as written and nothing filtered. */
export function createStore(data: PageData): Store {
  const dots = dotsOf(data);
  const settings = { ...AS_WRITTEN, axis: firstAxis(dots) };
  let view: View = { settings, by: 'all', label: 'all', pinned: null, hovered: null, rule: null };
  const held = heldCache(dots);
  const listeners: ((view: View) => void)[] = [];
  let scheduled = false;
  const run = () => {
    scheduled = false;
    for (const listener of listeners) listener(view);
  };
  return {
    data,
    dots,
    view: () => view,
    held: (dot) => held(dot, view.settings),
    update: (change) => {
      view = { ...view, ...change };
      if (scheduled) return;
      scheduled = true;
      requestAnimationFrame(run);
    },
    onChange: (listener) => {
      listeners.push(listener);
      listener(view);
    },
  };
}

function heldCache(dots: readonly Dot[]): (dot: Dot, settings: Settings) => boolean {
  let known: Settings | null = null;
  const flags = new Uint8Array(dots.length);
  return (dot, settings) => {
    if (settings !== known) {
      known = settings;
      for (const one of dots) flags[one.index] = isHeld(one, settings) ? 1 : 0;
    }
    return flags[dot.index] === 1;
  };
}

/** Whether the filters let a dot be seen. */
export function isShown(dot: Dot, view: View): boolean {
  if (view.by !== 'all' && dot.assistance !== view.by) return false;
  if (view.label === 'harm') return isHarm(dot);
  return view.label === 'all' || dot.label === view.label;
}

import { AS_WRITTEN, isHarm, type Settings } from '../model.ts';
import { type Dot, dotsOf, type PageData } from '../page-data.ts';

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
  /** Changes the view; listeners run once, before the next frame is drawn. */
  readonly update: (change: Partial<View>) => void;
  /** Runs now and after every change. */
  readonly onChange: (listener: (view: View) => void) => void;
}

/** Starts with the policy as written and nothing filtered. */
export function createStore(data: PageData): Store {
  let view: View = { settings: AS_WRITTEN, by: 'all', label: 'all', pinned: null, hovered: null, rule: null };
  const listeners: ((view: View) => void)[] = [];
  let scheduled = false;
  const run = () => {
    scheduled = false;
    for (const listener of listeners) listener(view);
  };
  return {
    data,
    dots: dotsOf(data),
    view: () => view,
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

/** Whether the filters let a dot be seen. */
export function isShown(dot: Dot, view: View): boolean {
  if (view.by !== 'all' && dot.assistance !== view.by) return false;
  if (view.label === 'harm') return isHarm(dot);
  return view.label === 'all' || dot.label === view.label;
}

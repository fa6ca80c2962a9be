import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { addressOf, parseRoute, type Route } from './route.ts';

interface Navigation {
  readonly route: Route;
  /** `replace` keeps "back" where it was: for what is chosen inside a screen. */
  readonly go: (route: Route, options?: { readonly replace: boolean }) => void;
}

const Context = createContext<Navigation>({ route: { name: 'now' }, go: () => {} });

/** Where we are and how to go elsewhere. */
export function useNavigation(): Navigation {
  return useContext(Context);
}

/** Follows the address bar; the history belongs to the browser. */
export function NavigationRoot({ children }: { readonly children: ComponentChildren }) {
  const [route, setRoute] = useState(here);
  useEffect(() => {
    const follow = () => setRoute(here());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const go = useCallback((to: Route, options?: { readonly replace: boolean }) => {
    const isReplaced = options?.replace === true;
    history[isReplaced ? 'replaceState' : 'pushState'](null, '', addressOf(to));
    if (!isReplaced) scrollTo(0, 0);
    setRoute(to);
  }, []);
  return <Context.Provider value={{ route, go }}>{children}</Context.Provider>;
}

interface LinkProps {
  readonly to: Route;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
  readonly replace?: boolean;
}

/** A link that stays in the page; with a modifier key it is an ordinary link. */
export function Link({ to, children, current, label, replace, ...rest }: LinkProps) {
  const { go } = useNavigation();
  return (
    <a
      href={addressOf(to)}
      class={rest.class}
      aria-current={current === true ? 'page' : undefined}
      aria-label={label}
      onClick={(event) => {
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to, { replace: replace === true });
      }}
    >
      {children}
    </a>
  );
}

function here(): Route {
  return parseRoute(location.pathname + location.search);
}

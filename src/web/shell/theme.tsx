import { useEffect, useState } from 'preact/hooks';

/** The pages of the command line use the same one. */
const KEY = 'firebreak-theme';

/** Takes the choice of an earlier visit before anything is drawn. */
export function startTheme(): void {
  const kept = stored();
  if (kept === 'dark' || kept === 'light') document.documentElement.dataset['theme'] = kept;
}

/** The switch between light and dark; without a choice the page follows the system. */
export function ThemeSwitch() {
  const [dark, setDark] = useState(isDark);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setDark(isDark());
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, []);
  const other = dark ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="quiet icon"
      aria-label={`Switch to ${other} colours`}
      title={`Switch to ${other} colours`}
      onClick={() => {
        document.documentElement.dataset['theme'] = other;
        store(other);
        setDark(!dark);
      }}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {dark ? (
          <path d="M10 6.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4" />
        ) : (
          <path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z" />
        )}
      </svg>
    </button>
  );
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

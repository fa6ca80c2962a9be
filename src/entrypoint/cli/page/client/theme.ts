import { find } from './dom.ts';

const KEY = 'firebreak-theme';

/** The switch between light and dark; without a choice the page follows the system. */
export function startTheme(): void {
  const button = find<HTMLButtonElement>('theme');
  if (button === null) return;
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset['theme'] ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const label = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`);
  };
  const stored = read();
  if (stored === 'dark' || stored === 'light') root.dataset['theme'] = stored;
  button.hidden = false;
  button.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    write(root.dataset['theme']);
    label();
  });
  system.addEventListener('change', label);
  label();
}

/** A page opened from a disk may have no storage: then the choice lasts as long as the page. */
function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Nothing is lost but the memory of the choice.
  }
}

/** The colours of the style sheet, resolved for the canvas. */
export interface Palette {
  readonly card: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly faint: string;
  readonly pass: string;
  readonly held: string;
  readonly harm: string;
}

const NAMES = ['card', 'ink', 'soft', 'line', 'faint', 'pass', 'held', 'harm'] as const;

/** Reads the colours as they are in force: `light-dark()` is only resolved on an element's own property. */
export function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const palette = Object.fromEntries(
    NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return palette as unknown as Palette;
}

/** Calls back when the colours may have changed: the system's scheme, the page's own switch, printing. */
export function onPaletteChange(listener: () => void): void {
  for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', listener);
  new MutationObserver(listener).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

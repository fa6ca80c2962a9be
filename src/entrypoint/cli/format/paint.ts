import { createColors } from 'picocolors';

type Style = (text: string) => string;

/** The few styles that the text formats use; each is plain text when colour is off. Colour is never the only sign. */
export interface Paint {
  readonly bold: Style;
  readonly quiet: Style;
  readonly good: Style;
  readonly wait: Style;
  readonly bad: Style;
  readonly doubt: Style;
  readonly link: Style;
  /** Inverse label of a verdict. */
  readonly badge: (tone: Tone, text: string) => string;
  readonly tone: (tone: Tone, text: string) => string;
}

export type Tone = 'good' | 'wait' | 'bad' | 'doubt' | 'quiet';

/** How text is laid out for a person. */
export interface TextOptions {
  readonly color: boolean;
  /** Columns; lines keep within it except commands and places, which must stay copyable. */
  readonly width: number;
}

/** Styles for a terminal, or none. */
export function painter(color: boolean): Paint {
  const colors = createColors(color);
  const tones: Readonly<Record<Tone, Style>> = {
    good: colors.green,
    wait: colors.yellow,
    bad: colors.red,
    doubt: colors.magenta,
    quiet: colors.dim,
  };
  return {
    bold: colors.bold,
    quiet: colors.dim,
    good: tones.good,
    wait: tones.wait,
    bad: tones.bad,
    doubt: tones.doubt,
    link: colors.cyan,
    badge: (tone, text) => (color ? colors.bold(colors.inverse(tones[tone](` ${text} `))) : text),
    tone: (tone, text) => tones[tone](text),
  };
}

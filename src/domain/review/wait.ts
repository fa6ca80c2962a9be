/**
 * Median hours from asking for a review to its approval, as published. The usual value is the middle of five medians of
 * Rigby and Bird (ESEC/FSE 2013: 14.7 to 19.8 hours in AMD, Chrome OS and three products of Microsoft); the range reaches
 * from "under 4 hours" (Google; Sadowski et al., ICSE-SEIP 2018) to 24 hours (another study of Microsoft, quoted there).
 */
export const PUBLISHED_WAIT_HOURS = { low: 4, usual: 17.5, high: 24 } as const;

/** How long one change waits for the approval of somebody else: assumed, never measured. Hours of the calendar. */
export interface WaitAssumption {
  readonly usual: number;
  readonly low: number;
  readonly high: number;
  /** `configured`: the team stated it; then there is no range. */
  readonly source: 'published' | 'configured';
  /** The formula with its numbers and source, one sentence. */
  readonly method: string;
}

/** The team's own figure where it states one (0 and above), else the published one. */
export function waitAssumption(configuredHours: number | null): WaitAssumption {
  const source = configuredHours === null ? 'published' : 'configured';
  const hours =
    configuredHours === null
      ? PUBLISHED_WAIT_HOURS
      : { low: configuredHours, usual: configuredHours, high: configuredHours };
  return { ...hours, source, method: METHOD[source](hours.usual) };
}

const COUNTED =
  'counted once for each change that waits for the sign-off of somebody else, however many are asked, who read side by side; none for what its author can clear alone, nor for what is refused';

const METHOD: Readonly<Record<WaitAssumption['source'], (hours: number) => string>> = {
  published: (hours) =>
    `an assumption, not a measurement of your team: ${hours} hours (${PUBLISHED_WAIT_HOURS.low} to ${PUBLISHED_WAIT_HOURS.high} published for the median review), ${COUNTED}`,
  configured: (hours) =>
    `an assumption that this team's configuration states (review.wait_hours): ${hours} hours, ${COUNTED}`,
};

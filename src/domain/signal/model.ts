import type { Branded, Digest, Instant } from '../../kernel/index.ts';

/** One line of measurements by its canonical name: `orders_total{arm="canary",service="shop"}`, labels sorted. */
export type SeriesKey = Branded<string, 'SeriesKey'>;

/** A metric and the labels that tell its lines apart. */
export interface SeriesName {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What was read at one moment; of a counter the total since it began. */
export interface Sample {
  readonly at: Instant;
  /** Finite; of a counter never negative. */
  readonly value: number;
}

/** A total that only grows, save where its program began anew, or a level that goes both ways. */
export type SampleKind = 'counter' | 'gauge';

/** One measurement as a sender states it; nothing of it is believed yet. */
export interface StatedPoint {
  readonly name: SeriesName;
  readonly kind: SampleKind;
  /** `total` = what it stands at; `increment` = what came to it since `from`, or since the one before. */
  readonly states: 'total' | 'increment';
  /** Epoch milliseconds. */
  readonly at: number;
  /** When the increment, or the counter itself, began; `null` = not stated. */
  readonly from: number | null;
  readonly value: number;
  /** Unique to this statement, so that it counts once; `null` = its series and moment are its name. */
  readonly id: string | null;
}

/** Why a measurement was not taken; each is counted, none is guessed at. */
export type PointRejection =
  | 'bad-name'
  | 'too-many-labels'
  | 'too-long'
  | 'not-a-number'
  | 'negative'
  | 'future'
  | 'too-old'
  | 'late-increment'
  | 'contradicts'
  | 'too-many-series'
  | 'other-kind'
  | 'not-supported';

/** What became of the measurements of one request. */
export interface IntakeReport {
  readonly taken: number;
  /** Told before; nothing changed. */
  readonly same: number;
  /** How many were refused, by why; those that are 0 are left out. */
  readonly refused: Readonly<Partial<Record<PointRejection, number>>>;
}

/** Who told of an alert. */
export const ALERT_SOURCES = ['alertmanager', 'grafana', 'pagerduty', 'detection'] as const;
export type AlertSource = (typeof ALERT_SOURCES)[number];

/** From the worst to the least; `unknown` = not stated, or in a word that is not known. */
export const SEVERITIES = ['critical', 'error', 'warning', 'unknown', 'info'] as const;
export type AlertSeverity = (typeof SEVERITIES)[number];

/** One alert as its source tells it, whichever source that is. */
export interface Alert {
  readonly source: AlertSource;
  /** The same each time the same alert is told: of the source and its own name for it. */
  readonly key: Digest;
  readonly status: 'firing' | 'resolved';
  readonly severity: AlertSeverity;
  /** Of the rule, or the title. */
  readonly name: string;
  /** What it is about; `null` = it does not say. */
  readonly place: AlertPlace;
  readonly labels: Readonly<Record<string, string>>;
  /** When this occurrence began. */
  readonly startedAt: Instant;
  /** `null` = it goes on. */
  readonly endedAt: Instant | null;
  /** Addresses of http or https. */
  readonly links: readonly string[];
  /** What somebody wrote; may be empty. */
  readonly summary: string;
}

/** What an alert is about, by its labels. */
export interface AlertPlace {
  readonly service: string | null;
  readonly flow: string | null;
  readonly environment: string | null;
}

/** Lengths beyond which a name is no name: a key fits an index of either store with room to spare. */
export const NAME_LIMITS = { metric: 200, labels: 24, labelName: 100, labelValue: 200, key: 1_000 } as const;

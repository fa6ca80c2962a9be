/** What the weighing assumes before it has seen a case. Natural logarithms where nothing else is said. */
export interface AttributionSetting {
  /** Share of incidents that no change of ours caused. */
  readonly nonePrior: number;
  /** Share whose cause is not in the list. */
  readonly unknownPrior: number;
  /** Median of the time from reaching production to the first symptom, in minutes. */
  readonly lagMedianMin: number;
  /** Shape of the log-logistic lag; its density falls with the power `-(1 + lagShape)`. */
  readonly lagShape: number;
  /** Median lag of a change that no record says was deployed, from its commit, in minutes. */
  readonly unrecordedLagMedianMin: number;
  /** How much likelier a change with a deployment record is to have reached production before the incident. */
  readonly unrecordedWeight: number;
  /** Standard deviation of an onset estimate, in milliseconds. */
  readonly onsetErrorMs: number;
  /** For a difference that has every informative word of the symptom. */
  readonly textWeight: number;
  /** For a difference whose kind of edit explains the kind of symptom. */
  readonly mechanismWeight: number;
  /** Against a readable difference that has nothing to do with the symptom. */
  readonly silentWeight: number;
  /** Every reason is multiplied by it: reasons are not independent, so their sum is too sure of itself. In (0, 1]. */
  readonly trust: number;
  /** The least probability at which one answer is given. */
  readonly answerFrom: number;
}

/**
 * - `nonePrior`: 30 % of Google's outages 2010-2017 had no change as their trigger (SRE Workbook, appendix C), half of a bank's
 *   (SCWarn, FSE 2021); between them.
 * - lag: deployments caught in 1.9 min (median of ChangeRCA's cases) to 150 min; a log-logistic law with this median has a tenth
 *   of its mass above an hour and is heavy-tailed.
 * - `onsetErrorMs`: one sample of a minute, evenly spread, and as much for the delay of a first failing request.
 * - the weights of text and mechanism, `trust` and `answerFrom` were chosen on synthetic cases (bench/attribution).
 */
export const DEFAULT_ATTRIBUTION: AttributionSetting = {
  nonePrior: 0.4,
  unknownPrior: 0.1,
  lagMedianMin: 15,
  lagShape: 1.2,
  unrecordedLagMedianMin: 30,
  unrecordedWeight: 0.25,
  onsetErrorMs: 45_000,
  textWeight: 5,
  mechanismWeight: 2,
  silentWeight: -2,
  trust: 0.9,
  answerFrom: 0.4,
};

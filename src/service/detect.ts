import type { DetectionReport } from '../contract/index.ts';
import { type Detected, type DetectRequest, detectInFile, type World } from '../control/index.ts';
import { printable } from '../kernel/index.ts';
import { alarmDocumentOf } from './alarm-document.ts';
import { isoOf } from './decision-document.ts';

/** Runs the detectors over a file of one series. */
export async function detect(world: World, request: DetectRequest): Promise<DetectionReport> {
  return reportOf(await detectInFile(world, request), request);
}

/** Alarms and lines of one document. */
const SHOWN = { alarms: 100, gaps: 20 } as const;

function reportOf(
  { setting, first, last, watch, known, alarms, gaps }: Detected,
  request: DetectRequest,
): DetectionReport {
  const { taken, missing, late, doubled, refused } = watch.counts;
  return {
    schema: 'firebreak.detection/v1',
    file: printable(request.file),
    step_seconds: setting.stepMs / 1000,
    from: isoOf(first.at),
    to: isoOf(last.at),
    budget_per_week: setting.alarmsPerWeek,
    weeks: (taken * setting.stepMs) / WEEK_MS,
    counts: { taken, missing, late, doubled, refused },
    season: known.season,
    learnt: known.isLearnt,
    finds: known.finds,
    alarms: alarms.slice(-SHOWN.alarms).map(alarmDocumentOf),
    shown_of: alarms.length,
    gaps: gaps.slice(0, SHOWN.gaps),
    gap_count: gaps.length,
  };
}

const WEEK_MS = 7 * 86_400_000;

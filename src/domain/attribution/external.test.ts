import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { externalReasons } from './external.ts';
import { logShapes } from './log-shape.ts';
import type { CaseEvidence, LogLine } from './model.ts';
import { symptomOf } from './symptom.ts';

const EMPTY: CaseEvidence = {
  alert: null,
  onsets: [],
  series: [],
  logs: [],
  patterns: [],
  spans: [],
  calls: [],
  candidates: [],
  controls: [],
  interventions: [],
  externals: [],
  asserted: [],
};
const line = (at: number, message: string, attributes: Record<string, string> = {}): LogLine => ({
  at: instant(at),
  service: 's',
  severity: message.startsWith('ok') ? 'info' : 'error',
  message,
  attributes,
});

function codes(logs: readonly LogLine[], evidence: CaseEvidence = EMPTY) {
  const shapes = logShapes(logs, instant(1_000));
  const symptom = symptomOf(evidence, { shapes, shifts: [], failing: [], serviceWords: new Set() });
  return externalReasons(evidence, { shapes, shifts: [], onsets: [], symptom, failing: [], blamed: [] });
}

const ten = (message: (index: number) => string, attributes: (index: number) => Record<string, string> = () => ({})) =>
  Array.from({ length: 10 }, (_, index) => line(2_000 + index, message(index), attributes(index)));

describe('externalReasons', () => {
  it('hears a certificate that expired and a provider that is down', () => {
    expect(codes(ten(() => 'x509: certificate has expired')).map(({ code }) => code)).toEqual(['certificate']);
    expect(codes(ten(() => 'charge refused: external provider unavailable')).map(({ code }) => code)).toEqual([
      'provider',
    ]);
    expect(codes(ten(() => 'column does not exist'))).toEqual([]);
  });

  it('takes a failing call to an address of somebody else for a sign, and one to our own for none', () => {
    expect(codes(ten(() => 'POST https://api.carrier.com/v1 answered 503')).map(({ code }) => code)).toEqual([
      'provider',
    ]);
    expect(codes(ten(() => 'POST https://orders.internal/v1 answered 503'))).toEqual([]);
  });

  it('sees failures that are all of one node among nodes that work', () => {
    const usual = ['n1', 'n2', 'n3'].map((node, index) => line(index, 'ok', { 'k8s.node': node }));
    const one = codes([
      ...usual,
      ...ten(
        () => 'slow',
        () => ({ 'k8s.node': 'n2' }),
      ),
    ]);
    expect(one.map(({ code }) => code)).toEqual(['node']);
    // Its twin: spread over nodes they say nothing.
    expect(
      codes([
        ...usual,
        ...ten(
          () => 'slow',
          (index) => ({ 'k8s.node': `n${index % 3}` }),
        ),
      ]),
    ).toEqual([]);
  });

  it('reads what a message states as what an attribute does', () => {
    expect(codes(ten(() => 'cannot take record offset=4711')).map(({ code }) => code)).toEqual(['data']);
    expect(codes(ten((index) => `cannot take record offset=${index}`))).toEqual([]);
  });

  it('takes what somebody states, and keeps all signs together within bounds', () => {
    const externals = (['provider', 'network', 'node', 'data'] as const).map((kind) => ({
      kind,
      at: null,
      text: 'seen',
    }));
    const sum = codes([], { ...EMPTY, externals }).reduce((total, { logOdds }) => total + logOdds, 0);
    expect(sum).toBe(4);
  });
});

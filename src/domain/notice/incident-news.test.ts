import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import {
  amendIncident,
  evolve,
  type Incident,
  type IncidentActor,
  type IncidentEvent,
  type IncidentWish,
  openIncident,
} from '../incident/index.ts';
import { newsOfIncident } from './incident-news.ts';
import { newsLine } from './news.ts';

const NOW = instant(Date.UTC(2026, 2, 5, 12));
const ANN: IncidentActor = { kind: 'human', id: 'a', name: 'ann' };
const ALARMS: IncidentActor = { kind: 'rule', id: 'r', name: 'the alarms' };
const wish = (severity: 1 | 2 | 3): IncidentWish => ({
  id: 'INC-7',
  title: 'Orders fail',
  severity,
  scope: { services: [], flows: ['pay'], environment: null },
  origin: { kind: 'human', id: '' },
  startedAt: null,
  detectedAt: null,
  detection: { source: 'customer', detail: '' },
});

function opened(severity: 1 | 2 | 3, by = ANN): { readonly event: IncidentEvent; readonly incident: Incident } {
  const answer = openIncident(wish(severity), { by, now: NOW });
  const [event] = answer.ok ? answer.value : [];
  const incident = event === undefined ? null : evolve(null, event);
  if (event === undefined || incident === null) throw new Error('not opened');
  return { event, incident };
}

describe('news of incidents', () => {
  it('tell of what people declared as Sev-1 or Sev-2, with the address of its page', () => {
    const { event, incident } = opened(1);
    const news = newsOfIncident(event, incident);
    expect(news).toMatchObject({ kind: 'incident-opened', severity: 1, places: ['pay'], by: 'ann' });
    const given = { at: NOW, now: NOW, publicUrl: 'https://fb.example' };
    expect(news && newsLine(news, given)?.url).toBe('https://fb.example/incidents?at=INC-7');
  });

  it('tell nothing of milder ones, and nothing of what alarms propose', () => {
    for (const { event, incident } of [opened(3), opened(1, ALARMS)])
      expect(newsOfIncident(event, incident)).toBeNull();
  });

  it('tell that one got worse, and not that its title was put right', () => {
    const { incident } = opened(3);
    const told = (change: object) => {
      const answer = amendIncident(incident, { change, why: 'x', by: ANN, now: NOW });
      const [event] = answer.ok ? answer.value : [];
      return event === undefined ? null : newsOfIncident(event, evolve(incident, event));
    };
    expect(told({ severity: 1 })).toMatchObject({ severity: 1 });
    expect(told({ title: 'Orders are slow' })).toBeNull();
  });
});

import { expect, it } from 'vitest';
import { instant, toIso } from '../../kernel/index.ts';
import { parseMoment } from './moment-text.ts';

const NOW = instant(Date.parse('2026-11-21T12:00:00Z'));

it.each([
  ['90m', null, '2026-11-21T13:30:00.000Z'],
  ['2d', null, '2026-11-23T12:00:00.000Z'],
  ['2026-11-23T08:00:00Z', null, '2026-11-23T08:00:00.000Z'],
  ['2026-11-23T08:00+01:00', null, '2026-11-23T07:00:00.000Z'],
  ['2026-11-23 08:00', 'Asia/Kolkata', '2026-11-23T02:30:00.000Z'],
  ['2026-10-25 01:30', 'Europe/London', '2026-10-25T01:30:00.000Z'],
  ['14:00', 'Europe/Berlin', '2026-11-21T13:00:00.000Z'],
  ['12:00', 'Europe/Berlin', '2026-11-22T11:00:00.000Z'],
])('reads %j in %s', (text, zone, iso) => {
  const read = parseMoment(text, { zone, now: NOW });
  expect(read.ok ? toIso(read.value) : read.rejection).toBe(iso);
});

it.each([
  ['08:00', null],
  ['08:00', 'Europe/Lodnon'],
  ['2026-02-30 08:00', 'UTC'],
  ['25:00', 'UTC'],
  ['tomorrow', 'UTC'],
  ['1e9h', null],
  ['2026-11-23', null],
])('refuses %j in %s', (text, zone) => {
  expect(parseMoment(text, { zone, now: NOW }).ok).toBe(false);
});

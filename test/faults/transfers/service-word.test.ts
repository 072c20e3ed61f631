import { afterEach, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { type Harness, MIB, startHarness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.close());

/** Uploads to a service that works for a while afterwards, and gives all that was said of it. */
async function uploaded(word: string | undefined): Promise<readonly Transfer[]> {
  harness = await startHarness();
  harness.server.faults.workingPolls = 3;
  harness.server.faults.workingWord = word;
  const { path } = await harness.file('disk.img', MIB);
  const { id } = await harness.upload(path);
  expect(await harness.service.waitFor(id)).toMatchObject({ state: 'succeeded', service: null });
  return harness.events.flatMap((message) =>
    message.event === 'transfer.changed' && message.payload.id === id ? [message.payload] : [],
  );
}

it('what a service does with the bytes it has is told in its own word, in that phase only', async () => {
  const seen = await uploaded(undefined);
  const told = seen.filter(({ service }) => service !== null);
  expect(told.length).toBeGreaterThan(0);
  for (const { phase, service, bytesDone } of told) {
    expect([phase, service, bytesDone]).toEqual([
      'server-processing',
      { word: 'saving', fraction: null },
      MIB,
    ]);
  }
});

it.each([
  ['\u001b[2J<b>SAVING</b>\u202e\r\nnow', '[2J SAVING now'],
  ['x'.repeat(100_000), `${'x'.repeat(23)}…`],
  ['\u{1f4bd}'.repeat(40), `${'\u{1f4bd}'.repeat(23)}…`],
  ['<script>alert(1)</script> ', null],
])('a hostile word is made plain and short (%#)', async (word, plain) => {
  const seen = await uploaded(word);
  const told = seen.flatMap(({ service }) => (service === null ? [] : [service]));
  expect(told.length).toBeGreaterThan(0);
  for (const service of told) expect(service).toEqual({ word: plain, fraction: null });
});

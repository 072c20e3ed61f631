import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ConnectionKind } from '#shared/model/index.ts';
import { accounts as planktonAccounts } from '../../src/sandbox/dialects/plankton/accounts.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { GlanceClient } from '../integration/sandbox/client.ts';
import { describePreviews, type PreviewedService } from './describe-previews.ts';
import { GLANCE_CHANGES } from './glance-changes.ts';
import { type SandboxServiceOptions, sandboxService } from './sandbox-service.ts';
import { type Service, USUAL_SAMPLES } from './service.ts';

/** The sandbox with its request log. */
function logged(
  kind: ConnectionKind,
  { with: more, ...options }: SandboxServiceOptions = {},
): () => Promise<PreviewedService> {
  return async () => {
    let log: PreviewedService['log'];
    const service = await sandboxService(kind, {
      ...options,
      with: (sandbox) => {
        log = logOf(sandbox);
        return more?.(sandbox) ?? {};
      },
    })();
    return { ...service, ...(log === undefined ? {} : { log }) };
  };
}

function logOf({ requests }: Sandbox): NonNullable<PreviewedService['log']> {
  return {
    lines: () => requests.list().map(({ method, path }) => `${method} ${path}`),
    forget: () => requests.clear(),
  };
}

/** For services that take no bytes: the image is made in the Glance beside them. */
const seeded = (sandbox: Sandbox): Pick<Service, 'seed'> => ({
  seed: async ({ name }) => {
    const { bytes } = USUAL_SAMPLES;
    const glance = await GlanceClient.signIn(sandbox, 'demo');
    return { id: await glance.createActive(Uint8Array.from(bytes), { name, kept: 'as it is' }), bytes };
  },
});

describePreviews('Glance', logged('glance'), GLANCE_CHANGES);
describePreviews(
  'Glance at version 2.4, which knows no shared images',
  logged('glance', { switches: ['glance-max-minor=4'] }),
  { edits: [{ name: 'old' }], members: [{ does: 'a private image has members', add: ['one'] }] },
);

describePreviews('Nova', logged('nova', { with: seeded }), {
  edits: [
    { setProperties: { 'hw:disk.bus - x': 'Grüße €' } },
    { setProperties: { one: '1', two: '' } },
    { setProperties: { one: 'I' }, unsetProperties: ['two', 'hw:disk.bus - x', 'never'] },
  ],
  members: [],
});

const [one, two] = planktonAccounts.filter(({ name }) => !name.startsWith('demo')).map(({ uuid }) => uuid);
const group = `${one ?? ''}:friends`;
describePreviews(
  'Plankton',
  logged('plankton', {
    with: () => ({ samples: { image: { diskFormat: 'diskdump', containerFormat: 'bare' } } }),
  }),
  {
    edits: [
      { name: 'Größe ☂ 100%' },
      { setProperties: { 'HW/disk~Bus': 'virtio 100%', second: 'Grüße\n' } },
      { unsetProperties: ['second', 'never'], containerFormat: 'ovf' },
      { visibility: 'public' },
      { visibility: 'private', diskFormat: 'extdump' },
    ],
    members: [
      { does: 'two users', add: [one ?? '', two ?? ''] },
      { does: 'one goes', remove: [two ?? ''] },
      { does: 'a list, with a group', replace: [one ?? '', group] },
      { does: 'the group goes: the others are said again', remove: [group] },
      { does: 'one comes, one goes', add: [two ?? ''], remove: [one ?? ''] },
      { does: 'nobody', replace: [] },
    ],
  },
);

for (const generation of ['0', '1', '2']) {
  describePreviews(
    `Alliance, draft ${generation}`,
    logged('alliance', { with: seeded, switches: [`alliance-generation=${generation}`] }),
    {
      edits: [{ name: 'Grüße' }, { minDiskGb: 7, minRamMb: 512 }, { name: 'again', minRamMb: 1024 }],
      members: [],
    },
  );
}

describePreviews(
  'Djinn CI',
  logged('djinn', {
    settings: { namespace: 'lab/web' },
    with: () => ({
      samples: {
        image: { diskFormat: 'qcow2', containerFormat: 'bare' },
        bytes: Buffer.concat([Buffer.from('QFI\xfb', 'latin1'), randomBytes(300_000)]),
      },
    }),
  }),
  {
    edits: [],
    members: [
      { does: 'an invite, by e-mail', add: ['partner@example.com'] },
      { does: 'it is withdrawn', remove: ['partner'] },
      { does: 'and made again', add: ['partner'] },
    ],
  },
);

for (const api of ['0.1.0', '2', '3']) {
  describePreviews(
    `Project-FiFo, API ${api}`,
    logged('fifo', {
      settings: { api },
      with: () => ({ samples: { bytes: gzipSync(randomBytes(300_000)), packs: true } }),
    }),
    {
      edits: [
        { setProperties: { 'hw:disk~bus%': 'virtio', 'a b?#': 'Grüße' } },
        { setProperties: { 'ui/notes': { list: [1, 'two', { three: null }] }, 'ui/other': true } },
        { setProperties: { 'ui/other': false }, unsetProperties: ['ui/notes/list', 'never', 'a b?#'] },
      ],
      members: [],
    },
  );
}

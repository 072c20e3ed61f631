import type { Capabilities, ConnectionKind } from '#shared/model/index.ts';
import { ALLIANCE_CAPABILITIES, createAllianceProvider } from './alliance/index.ts';
import { createDjinnProvider, DJINN_CAPABILITIES } from './djinn/index.ts';
import { createFifoProvider, FIFO_CAPABILITIES } from './fifo/index.ts';
import { createGlanceProvider, GLANCE_CAPABILITIES } from './glance/index.ts';
import { guardProvider } from './guard.ts';
import { createNovaProvider, NOVA_CAPABILITIES } from './nova/index.ts';
import { createPlanktonProvider, PLANKTON_CAPABILITIES } from './plankton/index.ts';
import type { ImageProvider, ProviderContext, ProviderParts } from './provider.ts';

export { assertEditAllowed } from './edit-permission.ts';
export type {
  Call,
  DownloadBody,
  ImageProvider,
  ProviderContext,
  ServiceProgress,
  UploadBody,
  UploadTicket,
} from './provider.ts';

/** What a kind of service can do in general. */
export function declaredCapabilities(kind: ConnectionKind): Capabilities {
  return DECLARED[kind];
}

const DECLARED: Readonly<Record<ConnectionKind, Capabilities>> = {
  glance: GLANCE_CAPABILITIES,
  nova: NOVA_CAPABILITIES,
  plankton: PLANKTON_CAPABILITIES,
  alliance: ALLIANCE_CAPABILITIES,
  djinn: DJINN_CAPABILITIES,
  fifo: FIFO_CAPABILITIES,
};

/** The provider of a connection, guarded by the capabilities of its kind. */
export function createProvider(context: ProviderContext): ImageProvider {
  return guardProvider(partsOf(context), DECLARED[context.profile.kind]);
}

function partsOf(context: ProviderContext): ProviderParts {
  const { profile } = context;
  switch (profile.kind) {
    case 'glance':
      return createGlanceProvider(context, profile.settings);
    case 'nova':
      return createNovaProvider(context, profile.settings);
    case 'plankton':
      return createPlanktonProvider(context, profile.settings);
    case 'alliance':
      return createAllianceProvider(context, profile.settings);
    case 'djinn':
      return createDjinnProvider(context, profile.settings);
    case 'fifo':
      return createFifoProvider(context, profile.settings);
  }
}

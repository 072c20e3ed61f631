import { AppError } from '#shared/errors/index.ts';
import { type Capabilities, type ConnectionKind, KIND_LABELS } from '#shared/model/index.ts';
import { createDjinnProvider, DJINN_CAPABILITIES } from './djinn/index.ts';
import { createFifoProvider, FIFO_CAPABILITIES } from './fifo/index.ts';
import { createGlanceProvider, GLANCE_CAPABILITIES } from './glance/index.ts';
import { guardProvider } from './guard.ts';
import { createNovaProvider, NOVA_CAPABILITIES } from './nova/index.ts';
import { createPlanktonProvider, PLANKTON_CAPABILITIES } from './plankton/index.ts';
import type { ImageProvider, ProviderContext } from './provider.ts';

export type {
  Call,
  DownloadBody,
  ImageProvider,
  ProviderContext,
  ServiceProgress,
  UploadBody,
  UploadTicket,
} from './provider.ts';

/** What a kind of service can do in general; `undefined` for kinds that Argosy does not speak yet. */
export function declaredCapabilities(kind: ConnectionKind): Capabilities | undefined {
  return DECLARED[kind];
}

const DECLARED: Partial<Record<ConnectionKind, Capabilities>> = {
  plankton: PLANKTON_CAPABILITIES,
  djinn: DJINN_CAPABILITIES,
  fifo: FIFO_CAPABILITIES,
  glance: GLANCE_CAPABILITIES,
  nova: NOVA_CAPABILITIES,
};

/** The provider of a connection, guarded by its capabilities. `UNSUPPORTED` for kinds that do not exist yet. */
export function createProvider(context: ProviderContext): ImageProvider {
  const { profile } = context;
  if (profile.kind === 'glance') {
    return guardProvider(createGlanceProvider(context, profile.settings), GLANCE_CAPABILITIES);
  }
  if (profile.kind === 'nova') {
    return guardProvider(createNovaProvider(context, profile.settings), NOVA_CAPABILITIES);
  }
  if (profile.kind === 'fifo') {
    return guardProvider(createFifoProvider(context, profile.settings), FIFO_CAPABILITIES);
  }
  if (profile.kind === 'plankton') {
    return guardProvider(createPlanktonProvider(context, profile.settings), PLANKTON_CAPABILITIES);
  }
  if (profile.kind === 'djinn') {
    return guardProvider(createDjinnProvider(context, profile.settings), DJINN_CAPABILITIES);
  }
  throw new AppError('UNSUPPORTED', `Argosy does not speak ${KIND_LABELS[profile.kind]} yet.`, {
    operation: 'connections.open',
  });
}

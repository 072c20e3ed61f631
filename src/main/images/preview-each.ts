import { setImmediate as nextTurn } from 'node:timers/promises';
import { toAppError } from '#shared/errors/index.ts';
import type { Capabilities, ChangePreview, ImageDocument, Kept } from '#shared/model/index.ts';
import type { Foreseen, ImageProvider } from '../providers/provider.ts';

/** Where changes are reckoned from: what was last seen, and the functions that would send them. */
export interface PreviewDeps {
  readonly provider: (connection: string) => Promise<ImageProvider>;
  readonly catalog: {
    show(connection: string, id: string): Promise<ImageDocument>;
    kept(connection: string, kind: 'capabilities'): Promise<Kept<Capabilities> | null>;
  };
  /** What a connection's kind can do at best. Asks no service. `NOT_FOUND` without such a connection. */
  readonly declaredCapabilities: (connection: string) => Capabilities;
}

/** What is known of the image that shall change, and of its service. */
export interface Seen {
  readonly document: ImageDocument;
  readonly provider: ImageProvider;
  readonly capabilities: Capabilities;
}

interface Placed {
  readonly connection: string;
  readonly id: string;
}

/** Everything else has its turn after so long. */
const TURN_MS = 8;

/**
 * Foresees one change after the other; each has its own outcome, and one failing stops no other. Asks no
 * service. Throws only when `signal` is aborted.
 */
export async function previewEach<Change extends Placed>(
  changes: readonly Change[],
  deps: PreviewDeps,
  { signal, operation }: { readonly signal: AbortSignal; readonly operation: string },
  foresee: (change: Change, seen: Seen) => Foreseen | Promise<Foreseen>,
): Promise<readonly ChangePreview[]> {
  const services = new Map<string, Promise<Omit<Seen, 'document'>>>();
  const serviceOf = (connection: string): Promise<Omit<Seen, 'document'>> => {
    const known = services.get(connection) ?? readService(connection, deps);
    services.set(connection, known);
    return known;
  };
  const previews: ChangePreview[] = [];
  let turnEndsAt = performance.now() + TURN_MS;
  for (const change of changes) {
    if (performance.now() > turnEndsAt) {
      await nextTurn();
      turnEndsAt = performance.now() + TURN_MS;
    }
    signal.throwIfAborted();
    const { connection, id } = change;
    try {
      const service = await serviceOf(connection);
      const document = await deps.catalog.show(connection, id);
      const foreseen = await foresee(change, { ...service, document });
      previews.push({ connection, id, ...foreseen, error: null });
    } catch (thrown) {
      const error = toAppError(thrown, operation).toWire();
      previews.push({ connection, id, requests: [], notes: [], error });
    }
  }
  return previews;
}

async function readService(
  connection: string,
  { provider, catalog, declaredCapabilities }: PreviewDeps,
): Promise<Omit<Seen, 'document'>> {
  const declared = declaredCapabilities(connection);
  const capabilities = (await catalog.kept(connection, 'capabilities'))?.value ?? declared;
  return { provider: await provider(connection), capabilities };
}

import type { Handlers } from '#shared/contract/index.ts';
import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Capabilities, Image, Inspection } from '#shared/model/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { contradiction, inspectImage } from '../inspect/index.ts';
import type { Log } from '../log/index.ts';
import type { Call, ImageProvider } from '../providers/provider.ts';
import { openStoredBytes } from './stored-bytes.ts';

/** A service that gives the bytes more slowly than this is not waited for. */
const MOST_MS = 120_000;
const OPERATION = 'images.inspect';

export interface InspectionHandlersDeps {
  readonly provider: (connection: string) => Promise<ImageProvider>;
  readonly catalog: Pick<Catalog, 'show' | 'kept' | 'keep'>;
  /** What a connection's kind can do at best. Asks no service. `NOT_FOUND` without such a connection. */
  readonly declaredCapabilities: (connection: string) => Capabilities;
  readonly log: Pick<Log, 'error'>;
}

/** Serves the looks into stored images: by asking the service, and as it was seen last. */
export function createInspectionHandlers(
  deps: InspectionHandlersDeps,
): Pick<Handlers, 'images.inspect' | 'catalog.inspection'> {
  const { catalog } = deps;
  const keep = async (image: Image, inspection: Inspection): Promise<void> => {
    try {
      // Nothing of a connection comes back that was removed meanwhile.
      deps.declaredCapabilities(image.connection);
      await catalog.keep(image.connection, 'inspection', image.id, { of: bytesOf(image), inspection });
    } catch (error) {
      if (!isAppError(error, 'NOT_FOUND')) deps.log.error('catalog.keep-failed', { error });
    }
  };
  /** The image as last seen: also one that others share and that is in no list yet. */
  const known = async (connection: string, id: string): Promise<Image | undefined> => {
    try {
      return (await catalog.show(connection, id)).image;
    } catch (error) {
      if (!isAppError(error, 'NOT_FOUND')) throw error;
    }
    const shared = await catalog.kept(connection, 'shared');
    return shared?.value.find((image) => image.id === id);
  };

  return {
    'images.inspect': async ({ connection, id }, context) => {
      const declared = deps.declaredCapabilities(connection);
      const ability = declared.operations['image.download'];
      if (!ability.supported) throw new AppError('UNSUPPORTED', ability.reason, { operation: OPERATION });
      const provider = await deps.provider(connection);
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(MOST_MS)]);
      const call = { signal, operation: OPERATION };
      // Not through `images.show`: what only waits for an answer is in no list, and stays out of the catalogue.
      const { image } = await provider.show(id, call);
      const inspection = await inspectStored(provider, image, declared, call);
      await keep(image, inspection);
      return { value: inspection, seenAt: new Date().toISOString() };
    },
    'catalog.inspection': async ({ connection, id }) => {
      const kept = await catalog.kept(connection, 'inspection', id);
      if (kept === null) return null;
      const image = await known(connection, id);
      if (image === undefined || bytesOf(image) !== kept.value.of) return null;
      return { value: kept.value.inspection, seenAt: kept.seenAt };
    },
  };
}

/** Tells the bytes of an image from others: by their hash, else by the revision, which is stricter. */
function bytesOf({ checksum, revision }: Image): string {
  return checksum === null ? `revision ${revision}` : `${checksum.algo} ${checksum.value}`;
}

async function inspectStored(
  provider: ImageProvider,
  image: Image,
  declared: Capabilities,
  call: Call,
): Promise<Inspection> {
  const ranges = declared.operations['image.download-range'].supported;
  try {
    const source = await openStoredBytes(provider, image, ranges, call);
    try {
      const inspection = await inspectImage(source, image.name ?? image.id, call.signal);
      const sizeBytes = source.isSizeKnown ? inspection.sizeBytes : source.readBytes();
      return asStored({ ...inspection, sizeBytes }, image, declared);
    } finally {
      source.close();
    }
  } catch (error) {
    throw explained(error, image);
  }
}

/** What the service says of the image beside what it is; what the service itself packs is not packed. */
function asStored(inspection: Inspection, image: Image, { packing }: Capabilities): Inspection {
  const isPackedByService = packing !== null && inspection.wrapper === packing;
  const isSaidPacked = image.containerFormat === 'compressed' && inspection.wrapper !== null;
  const findings = inspection.findings.filter(({ code }) => !isPackedByService || code !== 'compressed');
  if (isPackedByService || isSaidPacked || image.diskFormat === null) return { ...inspection, findings };
  const said = contradiction(inspection, image.diskFormat);
  return { ...inspection, findings: said === undefined ? findings : [...findings, said] };
}

/** A deactivated image is refused as if one had no right to it (glance-v2.md §4, Deactivate). */
function explained(error: unknown, image: Image): unknown {
  if (!isAppError(error, 'FORBIDDEN') || image.status !== 'disabled') return error;
  return new AppError('FORBIDDEN', 'The image is deactivated: nobody can read its bytes now.', {
    ...error,
    hint: 'Whoever runs the cloud can allow it again.',
    cause: error,
  });
}

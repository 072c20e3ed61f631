import type { Command } from 'commander';
import type { Capabilities, ImportSource } from '#shared/model/index.ts';
import { type FoundFields, fitNamed, namedOperations } from '../fit-named.ts';
import { followToImage } from '../follow-transfer.ts';
import { baseName, fileNameOf, formatByExtension } from '../image-file-name.ts';
import { type NewImageOptions, namedFields, newImageOptions } from '../new-image-options.ts';
import { declaredCapabilities, effectiveCapabilities, refuseLacking } from '../offered.ts';
import { type Session, withSession } from '../session.ts';
import { filled, oneOf, UsageError } from '../usage.ts';

const OPERATION = 'transfers.import';

interface ImportOptions extends NewImageOptions {
  readonly url?: string;
  readonly fromRegion?: string;
  readonly image?: string;
  readonly fromInterface?: 'public' | 'internal' | 'admin';
}

/** `image import`: the service comes by the bytes itself. */
export function imageImportCommand(image: Command): void {
  newImageOptions(
    image
      .command('import')
      .description('have the service fetch an address itself, or register what lies in its object store')
      .option('--url <url>', 'address to fetch; pithos://ACCOUNT/CONTAINER/OBJECT is registered', filled)
      .option('--from-region <region>', 'from another Glance of the same Keystone, with --image', filled)
      .option('--image <id>', 'the image there', filled)
      .option(
        '--from-interface <interface>',
        'how to reach it: public, internal or admin',
        oneOf('public', 'internal', 'admin'),
      ),
  ).action((options: ImportOptions, command: Command) =>
    withSession(command, OPERATION, (session) => importImage(session, options)),
  );
}

async function importImage(session: Session, options: ImportOptions): Promise<number> {
  const { call, output } = session;
  const { connection } = options;
  const source = sourceOf(options);
  const declared = await declaredCapabilities(session, connection);
  const named = namedFields(options, declared);
  const wanted = source.method === 'register' ? 'image.register' : 'image.import';
  refuseLacking(declared, [wanted, ...namedOperations(named)], OPERATION);
  if ('url' in source) assertFetched(source.url, declared);

  const capabilities = await effectiveCapabilities(session, connection);
  const found = foundFields(source, named.diskFormat, capabilities);
  const image = fitNamed(named, found, capabilities, { operation: OPERATION, output });
  const queued = await call('transfers.import', { connection, source, image });
  return followToImage(session, queued, named.name);
}

function sourceOf(options: ImportOptions): Exclude<ImportSource, { method: 'glance-direct' }> {
  const { url, fromRegion, image, fromInterface } = options;
  if (url !== undefined) {
    if (fromRegion !== undefined || image !== undefined || fromInterface !== undefined) {
      throw new UsageError('--url and --from-region with --image are two ways: name one of them.');
    }
    return { method: schemeOf(url) === 'pithos' ? 'register' : 'web-download', url };
  }
  if (fromRegion === undefined || image === undefined) {
    throw new UsageError('--url is wanted, or --from-region with --image.');
  }
  return {
    method: 'glance-download',
    region: fromRegion,
    imageId: image,
    ...(fromInterface === undefined ? {} : { serviceInterface: fromInterface }),
  };
}

function schemeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol.replace(/:$/, '') : '';
}

/** An address that no service of this kind fetches is a slip. */
function assertFetched(url: string, { importSchemes }: Capabilities): void {
  if (importSchemes.includes(schemeOf(url))) return;
  const beginnings = importSchemes.map((scheme) => `${scheme}://`).join(' or ');
  throw new UsageError(`--url: an address that begins with ${beginnings} is wanted.`);
}

/** The bytes never pass here, so the address is all there is to go by. */
function foundFields(
  source: ReturnType<typeof sourceOf>,
  namedFormat: string | undefined,
  capabilities: Capabilities,
): FoundFields {
  const fileName = 'url' in source ? fileNameOf(new URL(source.url)) : source.imageId;
  const diskFormat = namedFormat ?? formatByExtension(fileName) ?? onlyFormat(source, capabilities);
  if (diskFormat === undefined) {
    throw new UsageError('--disk-format is wanted: the address does not tell it.');
  }
  return { name: baseName(fileName), diskFormat, containerFormat: 'bare' };
}

/** What can be said without being told: a service that knows one format, or none, or has the bytes already. */
function onlyFormat({ method }: ImportSource, { diskFormats }: Capabilities): string | undefined {
  if (diskFormats.length === 0) return 'raw';
  return diskFormats.length === 1 || method === 'register' ? diskFormats[0] : undefined;
}

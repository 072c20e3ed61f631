import { isAppError } from '#shared/errors/index.ts';
import type { Image } from '#shared/model/index.ts';
import type { Call, ImageProvider, UploadTicket } from '../providers/provider.ts';
import type { Sending } from './record.ts';
import type { RunContext } from './run-context.ts';

/** How far the service's clock and ours may be apart, and how long making a record may take. */
export const LEFTOVER_WINDOW_MS = 5 * 60_000;
/** How long a service may store bytes before it makes the image of them. */
const STORING_MS = 15 * 60_000;
/** How often a service is asked for an image that it may still be storing. */
const LOOKS = 3;

type Asked = Pick<RunContext, 'job' | 'provider' | 'clock' | 'tuning' | 'isOthers'>;

/**
 * The images that have the new one's name already. Asked before bytes leave for a service that makes the image
 * of them, so that none of these is ever taken for the one that was made.
 */
export async function namesakes({ job, provider }: Asked, call: Call): Promise<readonly string[]> {
  const { spec } = job.record;
  if (spec.kind === 'download') return [];
  return (await imagesNamed(provider, spec.image.name, call)).map(({ id }) => id);
}

/**
 * The image that a service made of the bytes though its answer was lost: all bytes had left, and exactly one
 * image has the very name, was not there before, was made meanwhile and has exactly our size. With any doubt:
 * none. It may still be being stored, so it is looked for a few times.
 */
export async function findSent(
  context: Asked,
  ticket: UploadTicket,
  call: Call,
): Promise<UploadTicket | undefined> {
  const { job, clock, tuning } = context;
  const sending = job.record.sending ?? null;
  if (ticket.imageId !== null || sending === null || sending.bytes === null) return undefined;
  for (let looks = 1; ; looks += 1) {
    const imageId = await lookOnce(context, sending, call);
    if (imageId !== undefined) return { ...ticket, imageId };
    if (looks === LOOKS) return undefined;
    await clock.sleep(tuning.lastPollMs / 2, call.signal);
  }
}

async function lookOnce(context: Asked, sending: Sending, call: Call): Promise<string | undefined> {
  const { spec } = context.job.record;
  if (spec.kind === 'download') return undefined;
  const before = new Set(sending.namesakes);
  const found = (await imagesNamed(context.provider, spec.image.name, call)).filter(
    (image) => !before.has(image.id) && !context.isOthers(image.id) && wasMadeMeanwhile(image, sending),
  );
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  const sizeBytes = only.sizeBytes ?? (await sizeOf(context, only.id, call));
  return sizeBytes === sending.bytes ? only.id : undefined;
}

async function imagesNamed(provider: ImageProvider, name: string, call: Call): Promise<readonly Image[]> {
  const images: Image[] = [];
  try {
    for await (const page of provider.list({ name }, call)) {
      for (const { image } of page) if (image.name === name) images.push(image);
    }
  } catch (error) {
    // A namespace that only the first upload makes has no images.
    if (!isAppError(error, 'NOT_FOUND')) throw error;
  }
  return images;
}

/** Not by the time of asking, which may be days later: meanwhile the same file may have been sent anew by hand. */
function wasMadeMeanwhile(image: Image, { begunAt, lastAt }: Sending): boolean {
  const made = Date.parse(image.createdAt ?? '');
  const from = Date.parse(begunAt) - LEFTOVER_WINDOW_MS;
  return made >= from && made <= Date.parse(lastAt ?? '') + STORING_MS + LEFTOVER_WINDOW_MS;
}

/** Services whose images show no size may say it with the bytes. */
async function sizeOf({ provider }: Asked, imageId: string, call: Call): Promise<number | null> {
  const { operations } = await provider.capabilities(call);
  if (!operations['image.download'].supported) return null;
  const body = await provider.openDownload(imageId, 0, call);
  body.close();
  return body.offset === 0 ? body.totalBytes : null;
}

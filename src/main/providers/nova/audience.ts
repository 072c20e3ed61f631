import { z } from 'zod';
import { AppError, isAppError } from '#shared/errors/index.ts';
import { serverText, type TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import type { NovaClient } from './client.ts';
import { IMAGE_SERVICE } from './config.ts';

/**
 * Who can see an image. `unseen`: the catalogue has no Glance to ask. `unknown`: it has one, which did not
 * tell. `members` is `null` where it did not tell those.
 */
export type Audience =
  | { readonly state: 'unseen' }
  | { readonly state: 'unknown'; readonly why: string }
  | { readonly state: 'seen'; readonly visibility: string; readonly members: readonly string[] | null };

const imageSchema = z.object({ visibility: z.string().max(64) });
const membersSchema = z.object({ members: z.array(z.object({ member_id: z.string() })) });

/** Asks the Glance beside Nova, by plain reads. Throws `CANCELLED` only. */
export async function readAudience(client: NovaClient, id: string, call: Call): Promise<Audience> {
  try {
    const image = await glanceImage(client, id, call);
    if (image === undefined) return { state: 'unseen' };
    const shown = await client.read(image, call);
    const parsed = shown.status === 200 ? imageSchema.safeParse(shown.json()) : undefined;
    if (parsed?.data === undefined) return { state: 'unknown', why: refusal(shown) };
    const { visibility } = parsed.data;
    if (visibility !== 'shared') return { state: 'seen', visibility, members: [] };
    return { state: 'seen', visibility, members: await readMembers(client, image, call) };
  } catch (error) {
    if (!isAppError(error) || error.code === 'CANCELLED') throw error;
    return { state: 'unknown', why: error.message };
  }
}

async function glanceImage(client: NovaClient, id: string, call: Call): Promise<string | undefined> {
  try {
    const endpoint = await client.session.endpoint(IMAGE_SERVICE, call);
    const root = endpoint
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, '')
      .replace(/\/v\d[\d.]*$/, '');
    return `${root}/v2/images/${encodeURIComponent(id)}`;
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

async function readMembers(client: NovaClient, image: string, call: Call): Promise<readonly string[] | null> {
  const reply = await client.read(`${image}/members`, call);
  const parsed = reply.status === 200 ? membersSchema.safeParse(reply.json()) : undefined;
  return parsed?.data?.members.map(({ member_id: member }) => member) ?? null;
}

function refusal(reply: TextReply): string {
  const said = serverText(reply);
  return said === '' ? `Glance answered ${reply.status}.` : `Glance answered ${reply.status}: ${said}`;
}

/**
 * A write of metadata through Nova makes an image private that is shared or of the community: seen on a real
 * Nova, by every way to write, even with nothing in it. Public images stay public. Throws `CONFLICT` where
 * somebody would lose the image, or where that cannot be known.
 */
export function assertNobodyLosesImage(id: string, audience: Audience, call: Call): void {
  const lost = whoLoses(audience);
  if (lost === undefined) return;
  throw new AppError('CONFLICT', `Nova makes image ${id} private when its properties change: ${lost}.`, {
    operation: call.operation,
    hint: 'Nothing was sent. Edit it through a Glance connection to the same cloud, or say that you accept it.',
    context: { imageId: id, instead: 'glance' },
  });
}

function whoLoses(audience: Audience): string | undefined {
  if (audience.state === 'unseen') return undefined;
  if (audience.state === 'unknown') {
    return `whether anybody would lose it cannot be seen (${audience.why.replace(/\.$/, '')})`;
  }
  const { visibility, members } = audience;
  if (visibility === 'community') return 'all other projects would lose it';
  if (visibility !== 'shared') return undefined;
  if (members === null) return 'its members, which cannot be seen, would lose it';
  if (members.length === 0) return undefined;
  return members.length === 1 ? 'its member would lose it' : `its ${members.length} members would lose it`;
}

/** What became of the image besides what was asked, in a sentence; `undefined` if nothing did. */
export function audienceNote(before: Audience, after: Audience): string | undefined {
  if (before.state === 'unseen') {
    return 'This cloud shows no image service: if the image was shared, Nova has made it private.';
  }
  if (before.state === 'unknown') {
    return 'Who could see the image before could not be seen: if it was shared, Nova has made it private.';
  }
  if (after.state !== 'seen' || after.visibility === before.visibility) return undefined;
  const { visibility, members } = before;
  const lost = members !== null && members.length > 0 ? ', and its members lost it' : '';
  return `Nova made the image ${after.visibility}: it was ${visibility} before${lost}.`;
}

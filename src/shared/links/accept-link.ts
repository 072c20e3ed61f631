import { z } from 'zod';
import { AppError } from '../errors/index.ts';
import type { AcceptLink } from '../model/index.ts';
import { cloudAddress } from './cloud-address.ts';

const START = 'argosy://accept';
/** Longer ones are no links: they are not even read. */
export const LINK_LENGTH = 4096;
const VERSION = '1';
const KEYS = ['v', 'kind', 'cloud', 'image', 'name', 'member'];

/** Letters that every service's ids are made of: none of them could lead to another address. */
const imageId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/);
/** Projects and users; also a group (`uuid:name`) or an e-mail address. Nothing invisible. */
const memberId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{C}\p{Z}]+(?: [^\p{C}\p{Z}]+)*$/u);
const fields = z.object({
  /** Kinds whose images can be shared with somebody. */
  kind: z.enum(['glance', 'plankton', 'djinn']),
  cloud: z.string().transform((text, context) => {
    const address = cloudAddress(text);
    if (address !== undefined) return address;
    context.addIssue({ code: 'custom', message: 'no address of a cloud' });
    return z.NEVER;
  }),
  imageId,
  /** Anything that a service takes for a name: it is only ever shown. */
  imageName: z.string().min(1).max(255).nullable(),
  memberId: memberId.nullable(),
});

/** Whether a text is meant to be a link of Argosy's at all; the rest of it may be anything. */
export function isArgosyLink(text: string): boolean {
  return /^argosy:/i.test(text);
}

/**
 * What a link says. Strict, since anybody can write one: only the known parts, each once, in bounds.
 * `INVALID` for all else. Nothing in it is true just because it parses.
 */
export function parseAcceptLink(text: string): AcceptLink {
  const link = text.trim();
  if (link.length > LINK_LENGTH) throw noLink('It is too long.');
  // Some systems put a slash before the question mark. All but plain characters are escaped in a link.
  const query = /^argosy:\/\/accept\/?\?([!-~]+)$/i.exec(link)?.[1];
  if (query === undefined || query.includes('#'))
    throw noLink(`It does not begin with ${START}?, or holds something that no such link does.`);
  const said = readQuery(query);
  if (said.get('v') !== VERSION) throw noLink('It is of another version.');
  const parsed = fields.safeParse({
    kind: said.get('kind'),
    cloud: said.get('cloud'),
    imageId: said.get('image'),
    imageName: said.get('name') ?? null,
    memberId: said.get('member') ?? null,
  });
  if (parsed.success) return parsed.data;
  throw noLink('A part of it is missing or is not what it must be.');
}

/**
 * The link that says this, parsed back to the same. A name that would make it too long is left out.
 * `INVALID` for what no link can say.
 */
export function formatAcceptLink(link: AcceptLink): string {
  const parsed = fields.safeParse(link);
  if (!parsed.success)
    throw noLink('The image, its member or the address of its cloud cannot be written in one.');
  const { kind, cloud, imageId: image, imageName, memberId: member } = parsed.data;
  const write = (name: string | null): string => {
    const parts = { v: VERSION, kind, cloud, image, name, member };
    const query = Object.entries(parts).flatMap(([key, value]) =>
      value === null ? [] : [`${key}=${encodePart(value)}`],
    );
    return `${START}?${query.join('&')}`;
  };
  const whole = write(imageName?.isWellFormed() === true ? imageName : null);
  // Without it every part in its bounds has room.
  return whole.length <= LINK_LENGTH ? whole : write(null);
}

/** Also what a shell, or a program that finds links in a text, would take for its own. */
function encodePart(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Strict, other than `URLSearchParams`: no broken escape, no unknown part, no part twice. */
function readQuery(query: string): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    const key = part.slice(0, Math.max(at, 0));
    if (!KEYS.includes(key) || said.has(key)) throw noLink('It has a part that does not belong in it.');
    try {
      said.set(key, decodeURIComponent(part.slice(at + 1)));
    } catch {
      throw noLink('It is damaged.');
    }
  }
  return said;
}

function noLink(why: string): AppError {
  return new AppError('INVALID', `This is no link that Argosy can read. ${why}`, {
    operation: 'links.review',
    hint: `Ask for it again, whole: it begins with ${START}?.`,
  });
}

import { useEffect, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { quoteText } from '#shared/search/quote-text.ts';
import { call } from '../../app/session.ts';
import { isNamed } from '../../ui/named.ts';
import { imageKey } from '../catalog/selection.ts';

/** What is known of an image that would go. */
export interface RemovalFacts {
  /** Who would lose it, as last seen. */
  readonly members: number;
  readonly accepted: number;
  /** Images of the same name that stay, by their clouds. */
  readonly namesakes: readonly string[];
}

/** Of so many it is asked; nobody reads more. */
const ASKED = 40;

/** Who would lose the images, and what has the same name: from the catalogue, no service is asked. */
export function useRemovalFacts(images: readonly Image[]): ReadonlyMap<string, RemovalFacts> {
  const [facts, setFacts] = useState<ReadonlyMap<string, RemovalFacts>>(new Map());
  useEffect(() => {
    let alive = true;
    const going = new Set(images.map(imageKey));
    for (const image of images.slice(0, ASKED)) {
      void factsOf(image, going).then((found) => {
        if (alive) setFacts((held) => new Map(held).set(imageKey(image), found));
      });
    }
    return () => {
      alive = false;
    };
  }, [images]);
  return facts;
}

async function factsOf({ connection, id, name }: Image, going: ReadonlySet<string>): Promise<RemovalFacts> {
  const [kept, namesakes] = await Promise.all([
    call('catalog.members', { connection, id }).catch(() => null),
    isNamed(name) ? namesakesOf(name, going) : [],
  ]);
  const members = (kept?.value ?? []).filter(({ status }) => status !== 'rejected');
  const accepted = members.filter(({ status }) => status !== 'pending').length;
  return { members: members.length, accepted, namesakes };
}

async function namesakesOf(name: string, going: ReadonlySet<string>): Promise<readonly string[]> {
  const order = { sort: 'name', direction: 'asc', offset: 0, limit: 50 } as const;
  const found = await call('catalog.window', { search: `name:${quoteText(name)}`, ...order }).catch(
    () => undefined,
  );
  const others = (found?.rows ?? []).filter((row) => row.name === name && !going.has(imageKey(row)));
  return others.map(({ connection }) => connection);
}

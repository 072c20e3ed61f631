import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import type { Capabilities, ConnectionProfile, ImageDocument, Kept } from '#shared/model/index.ts';
import { handOffOf } from './hand-off.ts';
import { createOpenedLinks } from './opened-links.ts';
import { reviewLink } from './review-link.ts';

/** The part of the catalogue that links are made and judged by. */
export interface LinkCatalog {
  show(connection: string, id: string): Promise<ImageDocument>;
  kept(connection: string, kind: 'capabilities'): Promise<Kept<Capabilities> | null>;
}

export interface LinkServiceDeps {
  /** `NOT_FOUND` for a connection that there is not. */
  readonly profile: (connection: string) => ConnectionProfile;
  readonly profiles: () => readonly ConnectionProfile[];
  readonly catalog: LinkCatalog;
  readonly emit: (message: EventMessage) => void;
}

export interface LinkService {
  readonly handlers: Pick<Handlers, 'links.make' | 'links.review' | 'links.waiting'>;
  /** A link that somebody opened: kept for a page to review, and nothing else. Anything else is dropped. */
  open(text: string): void;
}

/** Makes links that hand images over, and keeps those that were opened. No service is ever asked. */
export function createLinkService({ profile, profiles, catalog, emit }: LinkServiceDeps): LinkService {
  const opened = createOpenedLinks();
  const accountOf = async (connection: string): Promise<string | null> =>
    (await catalog.kept(connection, 'capabilities'))?.value.account ?? null;
  return {
    handlers: {
      'links.make': async ({ connection, id, memberId }) => {
        const owner = profile(connection);
        const { image } = await catalog.show(connection, id);
        return handOffOf({ profile: owner, image, memberId: memberId ?? null });
      },
      'links.review': ({ link }) => reviewLink(link, profiles(), accountOf),
      'links.waiting': async () => opened.take(),
    },
    open(text) {
      if (opened.add(text)) emit({ event: 'link.opened', payload: { waiting: opened.count() } });
    },
  };
}

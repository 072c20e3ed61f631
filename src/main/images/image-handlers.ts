import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import type { DefinitionNamespace, Image, ImageDocument } from '#shared/model/index.ts';
import type { ImageProvider } from '../providers/provider.ts';

export type ImageHandlers = Pick<
  Handlers,
  | 'images.list'
  | 'images.show'
  | 'images.edit'
  | 'images.remove'
  | 'images.activate'
  | 'images.tasks'
  | 'images.copyToStores'
  | 'images.removeFromStore'
  | 'images.definitions'
>;

/** The part of the catalogue that must follow what a service just told. */
export interface CatalogFollower {
  upsert(document: ImageDocument): Promise<void>;
  remove(connection: string, id: string): Promise<void>;
}

export interface ImageServiceDeps {
  readonly provider: (connection: string) => Promise<ImageProvider>;
  readonly catalog: CatalogFollower;
  /** Notes the metadata definitions, to be looked at without the service. Never fails. */
  readonly keepDefinitions: (
    connection: string,
    definitions: readonly DefinitionNamespace[],
  ) => Promise<void>;
  readonly emit: (message: EventMessage) => void;
  /** Saved Glance connections to the same project of the same cloud, for what one had better do through them. */
  readonly glanceOfSameCloud: (connection: string) => readonly string[];
}

const DEFAULT_LIST_LIMIT = 1000;

/** Serves the `images.*` calls: asks the service, and lets the catalogue follow every answer. */
export function createImageHandlers(deps: ImageServiceDeps): ImageHandlers {
  const follow = async (document: ImageDocument): Promise<ImageDocument> => {
    await deps.catalog.upsert(document);
    deps.emit({ event: 'catalog.changed', payload: { connection: document.image.connection } });
    return document;
  };
  const forget = async (connection: string, id: string): Promise<void> => {
    await deps.catalog.remove(connection, id);
    deps.emit({ event: 'catalog.changed', payload: { connection } });
  };

  return {
    'images.list': async ({ connection, query, limit = DEFAULT_LIST_LIMIT }, { signal }) => {
      const provider = await deps.provider(connection);
      const images: Image[] = [];
      for await (const page of provider.list(query, { signal, operation: 'images.list' })) {
        for (const { image } of page) {
          if (images.length === limit) return images;
          images.push(image);
        }
      }
      return images;
    },

    'images.show': async ({ connection, id, keep }, { signal }) => {
      const provider = await deps.provider(connection);
      try {
        const document = await provider.show(id, { signal, operation: 'images.show' });
        return keep === false ? document : await follow(document);
      } catch (error) {
        if (isAppError(error, 'NOT_FOUND')) await forget(connection, id);
        throw error;
      }
    },

    'images.edit': async ({ connection, id, edit, revision, accepted }, { signal }) => {
      if (Object.keys(edit).length === 0) {
        throw new AppError('INVALID', 'No change was named.', { operation: 'images.edit' });
      }
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'images.edit' };
      try {
        return await follow(await provider.edit(id, edit, { revision, accepted }, call));
      } catch (error) {
        throw namingBetterWay(error, () => deps.glanceOfSameCloud(connection));
      }
    },

    'images.remove': async ({ connection, ids, withFile }, { signal }) => {
      const provider = await deps.provider(connection);
      const outcomes = [];
      for (const id of ids) {
        try {
          await provider.remove(id, { withFile }, { signal, operation: 'images.remove' });
          await forget(connection, id);
          outcomes.push({ id, error: null });
        } catch (error) {
          outcomes.push({ id, error: toAppError(error, 'images.remove').toWire() });
        }
      }
      return outcomes;
    },

    'images.activate': async ({ connection, id, active }, { signal }) => {
      const provider = await deps.provider(connection);
      return follow(await provider.setActive(id, active, { signal, operation: 'images.activate' }));
    },

    'images.tasks': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      return provider.listTasks(id, { signal, operation: 'images.tasks' });
    },

    'images.copyToStores': async ({ connection, id, stores }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'images.copyToStores' };
      return follow(await provider.copyToStores(id, stores, call));
    },

    'images.removeFromStore': async ({ connection, id, store }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'images.removeFromStore' };
      return follow(await provider.removeFromStore(id, store, call));
    },

    'images.definitions': async ({ connection }, { signal }) => {
      const provider = await deps.provider(connection);
      const definitions = await provider.listDefinitions({ signal, operation: 'images.definitions' });
      await deps.keepDefinitions(connection, definitions);
      return definitions;
    },
  };
}

/** Where a provider says that Glance does it without harm, the person is told which of their connections is one. */
function namingBetterWay(error: unknown, find: () => readonly string[]): unknown {
  if (!isAppError(error, 'CONFLICT') || error.context?.['instead'] !== 'glance') return error;
  const names = find();
  if (names.length === 0) return error;
  const hint = `${error.hint ?? ''} Such a connection is saved: ${names.join(', ')}.`.trim();
  return new AppError(error.code, error.message, { ...error, hint, cause: error });
}

import type { FifoSettings } from '#shared/model/index.ts';
import { queriedLocally } from '../local-query.ts';
import type { ProviderContext, ProviderParts } from '../provider.ts';
import { abandonUpload, removeDataset } from './abandon.ts';
import { FIFO_CAPABILITIES } from './capabilities.ts';
import { createFifoClient } from './client.ts';
import { testConnection } from './connection-test.ts';
import { editDataset, listDatasets, previewDataset, showDataset } from './datasets.ts';
import { openDownload } from './download.ts';
import { beginImport } from './import.ts';
import { packageCalls } from './packages.ts';
import { progressOf } from './progress.ts';
import { createFifoSession } from './session.ts';
import { beginUpload, canResumeUpload, sendBytes } from './upload.ts';
import { fifoUrls } from './urls.ts';

const PAGE_SIZE = 500;

/** Project-FiFo, API 0.1.0, 2, and 3 as 2 (fifo.md): datasets are the images, packages the sizes of machines. */
export function createFifoProvider(context: ProviderContext, settings: FifoSettings): ProviderParts {
  const { http, secret, now } = context;
  const connection = context.profile.name;
  const urls = fifoUrls(settings.endpoint, settings.api);
  const session = createFifoSession({ settings, urls, http, secret, now });
  const client = createFifoClient(http, session, urls);

  return {
    capabilities: async () => ({ ...FIFO_CAPABILITIES, version: settings.api }),
    test: (report, call) => testConnection(client, settings, report, call),
    list: (query, call) =>
      queriedLocally(listDatasets(client, connection, query.pageSize ?? PAGE_SIZE, call), query),
    show: async (id, call) => (await showDataset(client, connection, id, call)).document,
    edit: (id, edit, { revision }, call) => editDataset(client, connection, { id, edit, revision }, call),
    previewEdit: (image, edit) => previewDataset(fifoUrls('', settings.api), image, edit, 'images.preview'),
    remove: (id, _options, call) => removeDataset(client, id, call),
    beginUpload: (image, sizeBytes, call) => beginUpload(client, image, sizeBytes, call),
    canResumeUpload: (ticket, call) => canResumeUpload(client, ticket, call),
    sendBytes: (ticket, _image, body, call) => sendBytes(client, ticket, body, call),
    abandonUpload: (ticket, call) => abandonUpload(client, ticket, call),
    openDownload: (id, _offset, call) => openDownload(client, id, call),
    beginImport: (image, source, call) => beginImport(client, image, source, call),
    pollProgress: async (id, call) => progressOf(await showDataset(client, connection, id, call)),
    ...packageCalls(client, connection),
    close: async () => {
      session.forget();
      await http.close();
    },
  };
}

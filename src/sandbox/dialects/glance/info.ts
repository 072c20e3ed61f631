import { storeNames } from '../../store/blobs.ts';
import type { Services } from '../dialect.ts';
import type { Call } from './access.ts';
import { fault, notAuthorized } from './faults.ts';
import { importMethods } from './imports.ts';
import { replyJson } from './replies.ts';

const descriptions = { main: 'Primary file store', second: 'Second file store' } as const;

/** `/v2/info/*`: what this service can do and how full it is (glance-v2.md §4). */
export class Info {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  imports({ exchange }: Call): void {
    const value = importMethods(this.#services.switches);
    const methods = { description: 'Import methods available.', type: 'array', value };
    replyJson(exchange, 200, { 'import-methods': methods });
  }

  /** Booleans of this reply are strings. */
  stores({ exchange, caller }: Call, isDetailed: boolean): void {
    if (this.#services.switches.flag('no-stores'))
      throw fault(404, 'Multi backend is not supported at this site.');
    if (isDetailed && !caller.isAdmin) throw notAuthorized('stores_info_detail');
    const stores = storeNames.map((id) => ({
      id,
      description: descriptions[id],
      ...(id === storeNames[0] && { default: 'true' }),
      ...(isDetailed && {
        type: 'file',
        properties: { data_dir: `/var/lib/sandbox/${id}`, chunk_size: 1048576, thin_provisioning: false },
      }),
    }));
    replyJson(exchange, 200, { stores });
  }

  usage({ exchange, caller }: Call): void {
    const { images, sizeBytes } = this.#services.store.images.usage(caller.projectId ?? '');
    const usedMiB = Math.ceil(sizeBytes / 1024 ** 2);
    replyJson(exchange, 200, {
      usage: {
        image_size_total: { usage: usedMiB, limit: 1024 * 1024 },
        image_stage_total: { usage: 0, limit: 1024 * 1024 },
        image_count_total: { usage: images, limit: 10_000 },
        image_count_uploading: { usage: 0, limit: 100 },
      },
    });
  }
}

import type { Services } from '../dialect.ts';
import type { Generation } from './access.ts';
import type { Call, SignedCall } from './call.ts';
import { downloadDataset, uploadDataset } from './dataset-bytes.ts';
import type { DatasetImports } from './dataset-import.ts';
import type { Datasets, Progress } from './datasets.ts';
import type { Logins } from './login.ts';
import type { Format } from './negotiation.ts';
import { issueToken } from './oauth.ts';
import type { Packages } from './packages.ts';
import { replyValue } from './replies.ts';
import type { Sessions } from './sessions.ts';

/** What a method does: without a sign-in, or after its permission was granted. */
export type Action = { readonly offers?: readonly Format[] } & (
  | { readonly open: (call: Call) => void | Promise<void> }
  | {
      readonly allowed: (call: SignedCall) => boolean;
      readonly run: (call: SignedCall) => void | Promise<void>;
    }
);

export interface Route {
  readonly methods: Readonly<Record<string, Action>>;
  /** The path below the sub-resource: of metadata, or one network's name. */
  readonly rest: readonly string[];
  /** Its id must have 36 bytes, or the server crashes. */
  readonly needsUuid: boolean;
}

interface Parts {
  readonly services: Services;
  readonly progress: Progress;
  readonly sessions: Sessions;
  readonly logins: Logins;
  readonly packages: Packages;
  readonly datasets: Datasets;
  readonly imports: DatasetImports;
}

const everybody = () => true;
const members = ({ caller }: SignedCall) => caller.isMember;

/** Which calls there are, and the permission of each (fifo.md §2 to §5). */
export class Routes {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  find(generation: Generation, resource: string, below: readonly string[]): Route | undefined {
    const [id, part, ...rest] = below;
    const isObject = id !== undefined;
    const methods =
      resource === 'packages'
        ? this.#packages(isObject, part, rest)
        : resource === 'datasets'
          ? this.#datasets(generation, isObject, part, rest)
          : this.#entrance(generation, resource, below);
    if (methods === undefined) return undefined;
    return { methods, rest, needsUuid: isObject && (resource === 'packages' || resource === 'datasets') };
  }

  #entrance(
    generation: Generation,
    resource: string,
    below: readonly string[],
  ): Route['methods'] | undefined {
    const { services, sessions, logins } = this.#parts;
    const path = [resource, ...below].join('/');
    if (path === 'cloud/connection') {
      const counts = { sniffle: 1, snarl: 1, ...(generation === 1 && { howl: 1 }) };
      return { GET: { open: (call) => replyValue(call, counts) } };
    }
    if (path === 'oauth/token' && generation === 2) {
      return { POST: { open: (call) => issueToken(services, sessions, call) } };
    }
    if (path === 'sessions') {
      return generation === 1
        ? { POST: { open: (call) => logins.signIn(call) } }
        : { GET: { allowed: everybody, run: (call) => logins.showUser(call) } };
    }
    if (resource !== 'sessions' || below.length !== 1) return undefined;
    return {
      GET: {
        allowed: everybody,
        run: (call) => (generation === 1 ? logins.showSession(call) : logins.oneTimeToken(call)),
      },
      DELETE: { allowed: everybody, run: (call) => logins.signOut(call) },
    };
  }

  #packages(
    isObject: boolean,
    part: string | undefined,
    rest: readonly string[],
  ): Route['methods'] | undefined {
    const { packages } = this.#parts;
    if (!isObject) {
      return {
        GET: { allowed: everybody, run: (call) => packages.list(call) },
        POST: { allowed: members, run: (call) => packages.create(call) },
      };
    }
    if (part === undefined) {
      return {
        GET: { allowed: packages.maySee, run: (call) => packages.show(call) },
        PUT: { allowed: members, run: (call) => packages.replace(call) },
        DELETE: { allowed: packages.mayChange, run: (call) => packages.remove(call) },
      };
    }
    if (part !== 'metadata') return undefined;
    const put: Action = { allowed: packages.mayChange, run: (call) => packages.setMetadata(call) };
    const remove: Action = { allowed: packages.mayChange, run: (call) => packages.removeMetadata(call) };
    return rest.length === 0 ? { PUT: put } : { PUT: put, DELETE: remove };
  }

  #datasets(
    generation: Generation,
    isObject: boolean,
    part: string | undefined,
    rest: readonly string[],
  ): Route['methods'] | undefined {
    const { datasets, imports, services, progress } = this.#parts;
    if (!isObject) {
      return {
        GET: { allowed: everybody, run: (call) => datasets.list(call) },
        POST: { allowed: members, run: (call) => imports.start(call) },
      };
    }
    if (part === undefined) {
      const create: Action = { allowed: members, run: (call) => datasets.create(call) };
      return {
        GET: { allowed: datasets.maySee, run: (call) => datasets.show(call) },
        ...(generation === 1 ? { POST: create } : { PUT: create }),
        DELETE: { allowed: datasets.mayRemove, run: (call) => datasets.remove(call) },
      };
    }
    if (part === 'dataset.gz' && rest.length === 0) {
      return {
        GET: { offers: ['gzip'], allowed: datasets.maySee, run: (call) => downloadDataset(services, call) },
        PUT: { allowed: datasets.mayChange, run: (call) => uploadDataset(services, progress, call) },
      };
    }
    if (part === 'networks' && rest.length === 1 && generation === 2) {
      return {
        PUT: { allowed: datasets.mayChange, run: (call) => datasets.setNetwork(call) },
        DELETE: { allowed: datasets.mayChange, run: (call) => datasets.removeNetwork(call) },
      };
    }
    if (part !== 'metadata') return undefined;
    const put: Action = { allowed: datasets.mayChange, run: (call) => datasets.setMetadata(call) };
    const remove: Action = { allowed: datasets.mayChange, run: (call) => datasets.removeMetadata(call) };
    return rest.length === 0 ? { PUT: put } : { PUT: put, DELETE: remove };
  }
}

import type { ConnectionProfile } from '#shared/model/index.ts';
import type { ImageProvider } from '../providers/provider.ts';
import type { ConnectionServiceDeps } from './connection-service.ts';

/** A provider with its sockets. */
export interface OpenProvider {
  readonly provider: ImageProvider;
  /** Ends in the background: transfers that still use it finish first. Never throws. */
  close(): Promise<void>;
}

type Deps = Pick<ConnectionServiceDeps, 'createProvider' | 'createHttpClient' | 'userAgent' | 'log'>;

/** Makes a provider of a profile. `secret` is asked at each sign-in; the log never shows what it gives. */
export function openProvider(
  profile: ConnectionProfile,
  secret: () => Promise<string | undefined>,
  deps: Deps,
): OpenProvider {
  const { log } = deps;
  const http = deps.createHttpClient({
    tls: profile.tls,
    userAgent: deps.userAgent,
    onExchange: (exchange) => log.info('http', { connection: profile.name, ...exchange }),
  });
  const protectedSecret = async (): Promise<string | undefined> => {
    const value = await secret();
    if (value !== undefined) log.protect(value);
    return value;
  };
  const closeAll = async (provider: ImageProvider | undefined): Promise<void> => {
    for (const close of [() => provider?.close(), () => http.close()]) {
      try {
        await close();
      } catch (error) {
        log.warn('connections.close-failed', { connection: profile.name, error });
      }
    }
  };
  try {
    const provider = deps.createProvider({ profile, http, secret: protectedSecret, now: Date.now });
    let closing: Promise<void> | undefined;
    return {
      provider,
      close: () => {
        closing ??= closeAll(provider);
        return closing;
      },
    };
  } catch (error) {
    void closeAll(undefined);
    throw error;
  }
}

/** One provider a connection, made anew when the profile is another one than it was made of. */
export interface ProviderCache {
  get(profile: ConnectionProfile): ImageProvider;
  /** Forgets the provider; what is under way with it ends by itself. */
  drop(name: string): void;
  close(): Promise<void>;
}

export function createProviderCache(open: (profile: ConnectionProfile) => OpenProvider): ProviderCache {
  const opened = new Map<string, { readonly revision: string; readonly open: OpenProvider }>();
  const closings = new Set<Promise<void>>();

  const drop = (name: string): void => {
    const entry = opened.get(name);
    if (entry === undefined) return;
    opened.delete(name);
    const closing = entry.open.close().finally(() => closings.delete(closing));
    closings.add(closing);
  };
  return {
    get(profile) {
      // Another process may have changed the profile, too: the content is compared, not a notice of ours.
      const revision = JSON.stringify(profile);
      const entry = opened.get(profile.name);
      if (entry?.revision === revision) return entry.open.provider;
      drop(profile.name);
      const fresh = open(profile);
      opened.set(profile.name, { revision, open: fresh });
      return fresh.provider;
    },
    drop,
    async close() {
      for (const name of [...opened.keys()]) drop(name);
      await Promise.all(closings);
    },
  };
}

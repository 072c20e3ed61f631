import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import type { WireError } from '#shared/errors/index.ts';
import type {
  Capabilities,
  ConnectionHealth,
  ConnectionKind,
  ConnectionProfile,
  ConnectionState,
} from '#shared/model/index.ts';
import type { HttpClient, HttpClientOptions, ReadCertificate } from '../http/index.ts';
import type { Log } from '../log/index.ts';
import type { ImageProvider, ProviderContext } from '../providers/provider.ts';
import type { SettingsStore } from '../settings/index.ts';
import type { SecretStore } from './secrets/secret-store.ts';

export type ConnectionHandlers = Pick<Handlers, Extract<keyof Handlers, `connections.${string}`>>;

export interface ConnectionServiceDeps {
  readonly settings: Pick<SettingsStore, 'connections' | 'saveConnection' | 'removeConnection'>;
  readonly secrets: SecretStore;
  /** What a connection's state and removal need of the catalogue. */
  readonly catalog: {
    stats(connection: string): Promise<{ readonly imageCount: number; readonly syncedAt: string | null }>;
    removeConnection(connection: string): Promise<void>;
  };
  /** Notes what a service said it can do. Never fails. */
  readonly keepCapabilities: (connection: string, capabilities: Capabilities) => Promise<void>;
  readonly createProvider: (context: ProviderContext) => ImageProvider;
  /** What a kind can do at best. Asks no service. */
  readonly declaredCapabilities: (kind: ConnectionKind) => Capabilities;
  readonly createHttpClient: (options: HttpClientOptions) => HttpClient;
  readonly readCertificate: ReadCertificate;
  readonly emit: (message: EventMessage) => void;
  readonly log: Log;
  readonly hasUnfinishedTransfers: (name: string) => boolean | Promise<boolean>;
  /** Sent with every request: `argosy/0.1.0`. */
  readonly userAgent: string;
}

/** How a service stands, with what is wrong if something is. */
export interface HealthNote {
  readonly health: ConnectionHealth;
  readonly error: WireError | null;
}

/** The connections of this data directory and the providers behind them. */
export interface ConnectionService {
  readonly handlers: ConnectionHandlers;
  /** The provider of a saved connection, made once and made anew when the profile changed. `NOT_FOUND`. */
  provider(name: string): Promise<ImageProvider>;
  /** `NOT_FOUND` if there is none of exactly this name. */
  profile(name: string): ConnectionProfile;
  states(): Promise<readonly ConnectionState[]>;
  /** How the service stood when it was last noted. */
  health(name: string): HealthNote;
  /** Notes how the service stands, and tells the pages. */
  setHealth(name: string, health: ConnectionHealth, error: WireError | null): void;
  /** Notes when its list will be read by itself, ISO 8601, and tells the pages; `null`: it will not. */
  setNextRefresh(name: string, at: string | null): void;
  close(): Promise<void>;
}

import type { WireError } from '../errors/index.ts';

export const CONNECTION_KINDS = ['glance', 'nova', 'plankton', 'alliance', 'djinn', 'fifo'] as const;
export type ConnectionKind = (typeof CONNECTION_KINDS)[number];

/** How a kind is called in front of a person. */
export const KIND_LABELS: Readonly<Record<ConnectionKind, string>> = {
  glance: 'OpenStack Glance',
  nova: 'OpenStack Nova',
  plankton: 'Plankton',
  alliance: 'Alliance Glance v1',
  djinn: 'Djinn CI',
  fifo: 'Project-FiFo',
};

/** Sign-in through Keystone (kinds `glance` and `nova`). The names are those of `connection add`'s options. */
export interface KeystoneSettings {
  readonly authUrl: string;
  readonly username?: string | undefined;
  readonly userId?: string | undefined;
  readonly userDomain?: string | undefined;
  readonly userDomainId?: string | undefined;
  readonly project?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectDomain?: string | undefined;
  readonly projectDomainId?: string | undefined;
  readonly applicationCredentialId?: string | undefined;
  readonly applicationCredentialName?: string | undefined;
  /** The secret is a token, not a password. */
  readonly tokenAuth?: boolean | undefined;
  readonly region?: string | undefined;
  readonly interface?: 'public' | 'internal' | 'admin' | undefined;
  /** Overrides the catalogue's address of the service. */
  readonly endpoint?: string | undefined;
}

export interface PlanktonSettings {
  readonly endpoint: string;
  readonly authUrl?: string | undefined;
  readonly storageUrl?: string | undefined;
  readonly userId?: string | undefined;
}

export interface AllianceSettings {
  readonly endpoint: string;
  readonly namespace: string;
  readonly environment: string;
  readonly headers?: readonly string[] | undefined;
}

export interface DjinnSettings {
  readonly endpoint: string;
  readonly namespace?: string | undefined;
}

export interface FifoSettings {
  readonly endpoint: string;
  readonly api: '0.1.0' | '2' | '3';
  readonly username?: string | undefined;
}

export interface SettingsByKind {
  readonly glance: KeystoneSettings;
  readonly nova: KeystoneSettings;
  readonly plankton: PlanktonSettings;
  readonly alliance: AllianceSettings;
  readonly djinn: DjinnSettings;
  readonly fifo: FifoSettings;
}

/** How far the connection trusts certificates, beyond the system's store. There is no global "off". */
export interface TlsTrust {
  /** PEM of an additional certificate authority. */
  readonly caCertificate?: string | undefined;
  /** SHA-256 fingerprint (upper-case hex, colons) of the one certificate to accept as it is. */
  readonly fingerprint?: string | undefined;
}

export type ConnectionProfile = {
  [Kind in ConnectionKind]: {
    /** Unique; what `-c NAME` means. Never changes. */
    readonly name: string;
    readonly kind: Kind;
    readonly settings: SettingsByKind[Kind];
    readonly tls: TlsTrust;
    /** Index into the page's cloud colours, 0 to 7. */
    readonly color: number;
    /** Others depend on this cloud: what cannot be undone there asks for the name first. */
    readonly production?: boolean | undefined;
  };
}[ConnectionKind];

/** `never`: not asked yet in this run. `offline`: could not be reached. */
export type ConnectionHealth = 'never' | 'ok' | 'syncing' | 'offline' | 'failed';

/** A profile with what is known of it now. Never carries the secret. */
export interface ConnectionState {
  readonly profile: ConnectionProfile;
  readonly secretStored: boolean;
  readonly health: ConnectionHealth;
  readonly error: WireError | null;
  /** When the catalogue last held the whole list, ISO 8601. */
  readonly syncedAt: string | null;
  readonly imageCount: number;
  /** When the catalogue will be read again by itself, ISO 8601; `null` if it will not, or that is not known. */
  readonly nextRefreshAt: string | null;
}

export const TEST_STEPS = ['address', 'tls', 'sign-in', 'service', 'version'] as const;
export type TestStepName = (typeof TEST_STEPS)[number];

/** The verdict of one step of a connection test. `skipped`: an earlier step failed, or it does not apply. */
export interface TestStep {
  readonly step: TestStepName;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  /** One sentence: what was seen. */
  readonly detail: string;
  readonly error: WireError | null;
  readonly milliseconds: number;
}

/** The certificate that a server shows, for "trust this certificate". */
export interface ServerCertificate {
  readonly host: string;
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly fingerprint: string;
  readonly selfSigned: boolean;
}

/**
 * Where the secrets of connections are kept, by connection name (compared exactly). Throws `CORRUPT` for a
 * stored secret that cannot be read back, and never loses one silently.
 */
export interface SecretStore {
  /** What it is, in words for a person: `the system keyring`. */
  readonly label: string;
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  /** Not finding it is success. */
  remove(name: string): Promise<void>;
  has(name: string): Promise<boolean>;
}

/** Turns text into unreadable bytes and back: the operating system's keychain in the Electron host. */
export interface Seal {
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

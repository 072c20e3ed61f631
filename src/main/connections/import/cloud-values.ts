/** Text values of one cloud, by the names of the OpenStack convention (`auth_url`, `project_name`). */
export interface CloudValues {
  /** The first of these names that has a value. */
  text(...names: readonly string[]): string | undefined;
}

/** What a file says of one connection, before it is judged. */
export interface CloudEntry {
  readonly name: string;
  readonly values: CloudValues;
  /** PEM of the CA, if the file names one that can be read. */
  readonly caCertificate: string | undefined;
  readonly notes: readonly string[];
  /** A reason already known why it cannot be imported. */
  readonly problem: string | undefined;
}

/** Absent, empty and YAML's words for nothing are the same. */
export function cloudValues(find: (name: string) => unknown): CloudValues {
  return {
    text(...names) {
      for (const name of names) {
        const value = find(name);
        if (typeof value === 'string' && value !== '' && value !== '~' && value !== 'null') return value;
      }
      return undefined;
    },
  };
}

const NO_WORDS = new Set(['false', 'no', 'off', '0', 'f', 'n']);

/** True if the text is one of the words by which these files say no. */
export function isNo(value: string | undefined): boolean {
  return value !== undefined && NO_WORDS.has(value.toLowerCase());
}

/** True if the text says yes: anything but nothing or no. */
export function isYes(value: string | undefined): boolean {
  return value !== undefined && !isNo(value);
}

export const VERIFY_OFF_NOTE =
  'The file turns certificate checks off; Argosy never does. If the sign-in fails, trust the server’s fingerprint or give its CA certificate.';

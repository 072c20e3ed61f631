import { z } from 'zod';
import type {
  Capabilities,
  ConnectionState,
  ServerCertificate,
  TestStep,
  UsageEntry,
} from '../model/index.ts';
import { takes } from './call.ts';

/** A connection's name: what `-c` takes. No control characters, so that it can be shown anywhere. */
export const connectionName = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cf}/\\]+$/u, 'no control characters or slashes');

const text = z.string().trim().min(1).max(1024);
const url = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((value) => !/^https?:\/\/[^/]*@/.test(value), 'no user name or password in the address');
const keystone = z
  .object({
    authUrl: url,
    username: text.optional(),
    userId: text.optional(),
    userDomain: text.optional(),
    userDomainId: text.optional(),
    project: text.optional(),
    projectId: text.optional(),
    projectDomain: text.optional(),
    projectDomainId: text.optional(),
    applicationCredentialId: text.optional(),
    applicationCredentialName: text.optional(),
    tokenAuth: z.boolean().optional(),
    region: text.optional(),
    interface: z.enum(['public', 'internal', 'admin']).optional(),
    endpoint: url.optional(),
  })
  .strict();

const tls = z
  .object({
    caCertificate: z.string().max(262_144).optional(),
    fingerprint: z
      .string()
      .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
      .optional(),
  })
  .strict();
const common = {
  name: connectionName,
  tls: tls.default({}),
  color: z.number().int().min(0).max(7).optional(),
  production: z.boolean().optional(),
};

/** A profile as a person or the command line gives it, per kind. The secret travels beside it, once. */
export const profileInput = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('glance'), settings: keystone }),
  z.object({ ...common, kind: z.literal('nova'), settings: keystone }),
  z.object({
    ...common,
    kind: z.literal('plankton'),
    settings: z
      .object({ endpoint: url, authUrl: url.optional(), storageUrl: url.optional(), userId: text.optional() })
      .strict(),
  }),
  z.object({
    ...common,
    kind: z.literal('alliance'),
    settings: z
      .object({
        endpoint: url,
        namespace: text,
        environment: text,
        headers: z.array(text).max(32).optional(),
      })
      .strict(),
  }),
  z.object({
    ...common,
    kind: z.literal('djinn'),
    settings: z.object({ endpoint: url, namespace: text.optional() }).strict(),
  }),
  z.object({
    ...common,
    kind: z.literal('fifo'),
    settings: z
      .object({ endpoint: url, api: z.enum(['0.1.0', '2', '3']), username: text.optional() })
      .strict(),
  }),
]);
export type ProfileInput = z.infer<typeof profileInput>;

const secret = z.string().min(1).max(65_536);
const nothing = z.object({}).strict();
const byName = z.object({ name: connectionName }).strict();

/** One entry of an import file, with what would become of it. Never carries the secret. */
export interface ImportCandidate {
  /** The name in the file; also the suggested connection name. */
  readonly name: string;
  readonly profile: ProfileInput | null;
  readonly secretFound: boolean;
  /** A connection of this name exists already. */
  readonly taken: boolean;
  /** Why it cannot be imported; `null` if it can. */
  readonly problem: string | null;
  /** What will differ from the file, for a person to know before importing. */
  readonly notes: readonly string[];
}

/** An import file found in one of the usual places, or given. */
export interface ImportFile {
  readonly path: string;
  readonly format: 'clouds.yaml' | 'openrc';
  readonly candidates: readonly ImportCandidate[];
}

export const connectionCalls = {
  'connections.list': takes(nothing).gives<readonly ConnectionState[]>(),
  'connections.show': takes(byName).gives<ConnectionState>(),
  /**
   * Adds (`create`) or changes a connection. The secret is write-only: leave it out to keep the stored one.
   * `CONFLICT` if `create` and the name is in use.
   */
  'connections.save': takes(
    z.object({ profile: profileInput, secret: secret.optional(), create: z.boolean() }).strict(),
  ).gives<ConnectionState>(),
  /** Removes the profile, its secret and its catalogue rows. `CONFLICT` while it has unfinished transfers. */
  'connections.remove': takes(byName).gives<null>(),
  /** Tests a saved connection, or one that is still being typed; each step has its own verdict. */
  'connections.test': takes(
    z.union([byName, z.object({ profile: profileInput, secret: secret.optional() }).strict()]),
  ).gives<{ readonly steps: readonly TestStep[]; readonly capabilities: Capabilities | null }>(),
  /** The certificate that the server at this address shows now. Nothing is trusted by asking. */
  'connections.certificate': takes(z.object({ url }).strict()).gives<ServerCertificate>(),
  /** Looks for `clouds.yaml` in the usual places of this machine. */
  'connections.discover': takes(nothing).gives<readonly ImportFile[]>(),
  /** Reads an import file: by path, or its text as dropped on a page (`secure` is the text of `secure.yaml`). */
  'connections.preview': takes(
    z.union([
      z.object({ path: z.string().min(1).max(4096) }).strict(),
      z
        .object({
          fileName: z.string().max(255),
          text: z.string().max(1_048_576),
          secure: z.string().max(1_048_576).optional(),
        })
        .strict(),
    ]),
  ).gives<ImportFile>(),
  /** Adds the named entries of an import file (all that can be, if none is named). The file is never changed. */
  'connections.import': takes(
    z
      .object({
        path: z.string().min(1).max(4096).optional(),
        fileName: z.string().max(255).optional(),
        text: z.string().max(1_048_576).optional(),
        secure: z.string().max(1_048_576).optional(),
        names: z.array(z.string().max(255)).max(256).optional(),
      })
      .strict(),
  ).gives<readonly ConnectionState[]>(),
  /**
   * What this connection can do now, each "no" with its reason. `declared`: what its kind can do at best,
   * without asking the service.
   */
  'connections.capabilities': takes(
    z.object({ name: connectionName, declared: z.boolean().optional() }).strict(),
  ).gives<Capabilities>(),
  'connections.usage': takes(byName).gives<readonly UsageEntry[]>(),
};

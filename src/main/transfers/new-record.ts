import { randomUUID } from 'node:crypto';
import type { SourceSpec, TransferSpec } from '#shared/model/index.ts';
import type { OnExisting } from './grants.ts';
import type { TransferRecord } from './record.ts';

export interface NewRecordOptions {
  readonly now: string;
  readonly onExisting?: OnExisting;
  readonly addressWithheld?: boolean;
}

/** A transfer that has just been asked for. */
export function newRecord(spec: TransferSpec, options: NewRecordOptions): TransferRecord {
  return {
    id: randomUUID(),
    spec,
    state: 'queued',
    phase: null,
    title: titleOf(spec),
    otherEnd: otherEndOf(spec),
    createdAt: options.now,
    startedAt: null,
    finishedAt: null,
    attempt: 1,
    bytesDone: 0,
    bytesTotal: spec.kind === 'upload' ? spec.source.sizeBytes : null,
    error: null,
    receipt: null,
    intentAt: null,
    ticket: null,
    sent: false,
    sending: null,
    cleanup: false,
    onExisting: options.onExisting ?? 'refuse',
    filePath: null,
    addressWithheld: options.addressWithheld ?? false,
  };
}

/** Queued again from the beginning of its tries; what it made so far is kept and used. */
export function renewed(record: TransferRecord): TransferRecord {
  return {
    ...record,
    state: 'queued',
    phase: null,
    error: null,
    receipt: null,
    attempt: 1,
    cleanup: false,
    finishedAt: null,
  };
}

/** Is this the same order as the one that a process left unfinished? */
export function isSameOrder(one: TransferSpec, other: TransferSpec): boolean {
  if (one.connection !== other.connection) return false;
  if (one.kind === 'download' && other.kind === 'download') {
    if (one.sink.type !== 'file' || other.sink.type !== 'file') return false;
    return one.imageId === other.imageId && one.sink.path === other.sink.path;
  }
  if (one.kind === 'upload' && other.kind === 'upload') {
    return isSameFile(one.source, other.source) && JSON.stringify(one.image) === JSON.stringify(other.image);
  }
  if (one.kind === 'copy' && other.kind === 'copy') {
    const isSameSource =
      one.from.connection === other.from.connection && one.from.imageId === other.from.imageId;
    return isSameSource && JSON.stringify(one.image) === JSON.stringify(other.image);
  }
  return false;
}

function isSameFile(one: SourceSpec, other: SourceSpec): boolean {
  if (one.type !== 'path' || other.type !== 'path') return false;
  return one.path === other.path && one.sizeBytes === other.sizeBytes && one.modifiedAt === other.modifiedAt;
}

/**
 * The address of an import without what may be a secret: user, password, query. The journal keeps only this.
 */
export function publicAddress(address: string): string {
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function titleOf(spec: TransferSpec): string {
  return spec.kind === 'download' ? (spec.imageName ?? spec.imageId) : spec.image.name;
}

function otherEndOf(spec: TransferSpec): string {
  if (spec.kind === 'upload') return spec.source.fileName;
  if (spec.kind === 'download') return spec.sink.type === 'file' ? spec.sink.path : 'stream';
  if (spec.kind === 'copy') return spec.from.connection;
  if ('url' in spec.source) return publicAddress(spec.source.url);
  return spec.source.method === 'glance-download'
    ? `${spec.source.imageId} in ${spec.source.region}`
    : spec.source.method;
}

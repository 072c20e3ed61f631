import type { WireError } from '#shared/errors/index.ts';
import type { QueuedEdit, ReviewedEdit, ReviewedField } from '#shared/model/index.ts';

/** Whose value a field shall have. */
export type Side = 'yours' | 'theirs';

/** One waiting edit on the review sheet. */
export interface ReviewRow {
  readonly key: string;
  readonly queued: QueuedEdit;
  /** `undefined` while the service is being asked. */
  readonly reviewed: ReviewedEdit | undefined;
  readonly included: boolean;
  /** What the person decided, by field. A conflict has no side before that. */
  readonly sides: Readonly<Record<string, Side>>;
  readonly state: 'waiting' | 'sending' | 'sent' | 'discarded';
  /** Why the last sending was refused. */
  readonly refusal: WireError | undefined;
  /** What the service does besides is known and wanted. */
  readonly accepted: boolean;
}

/** Whose value a field will have; `undefined` for a conflict that nobody decided. */
export function sideOf(
  { sides }: Pick<ReviewRow, 'sides'>,
  { field, state }: Pick<ReviewedField, 'field' | 'state'>,
): Side | undefined {
  return sides[field] ?? (state === 'conflict' ? undefined : 'yours');
}

/** The fields of a row that somebody else changed to something else. */
export function conflictsOf({ reviewed }: Pick<ReviewRow, 'reviewed'>): readonly ReviewedField[] {
  return reviewed?.fields.filter(({ state }) => state === 'conflict') ?? [];
}

export function undecided(row: ReviewRow): readonly ReviewedField[] {
  return conflictsOf(row).filter((field) => sideOf(row, field) === undefined);
}

/** Why a row cannot be sent as it stands; `undefined` if it can. */
export function rowReason(row: ReviewRow): string | undefined {
  if (row.reviewed === undefined) return 'Still being compared';
  if (row.reviewed.now === null) return 'The service did not give it';
  const open = undecided(row).length;
  if (open > 0) return open === 1 ? 'Choose for 1 conflict first' : `Choose for ${open} conflicts first`;
  return undefined;
}

/** The rows that will be sent now. */
export function sendable(rows: readonly ReviewRow[]): readonly ReviewRow[] {
  return rows.filter((row) => row.included && row.state === 'waiting' && rowReason(row) === undefined);
}

/** The fields that stay as the service has them. */
export function skippedFields(row: ReviewRow): string[] {
  return (row.reviewed?.fields ?? []).flatMap((each) => (sideOf(row, each) === 'theirs' ? [each.field] : []));
}

/** A refusal that is no lost race: the service would do more than was asked. */
export function isConsequence(error: WireError | undefined): boolean {
  return error?.code === 'CONFLICT' && error.context?.['instead'] !== undefined;
}

/** The image was changed again between review and sending. */
export function isLostRace(error: WireError | undefined): boolean {
  return error?.code === 'CONFLICT' && !isConsequence(error);
}

/**
 * Why a header could not be read to its end. It never leaves this folder: the inspection turns it into a
 * finding, because a damaged file is an answer and not a fault.
 *
 * - `truncated`: the bytes that the header speaks of are not in the file.
 * - `implausible`: a field has a value that no such file can have.
 * - `limit`: reading on would exceed what an inspection may read.
 * - `reach`: the source gives only its beginning, and this lies beyond.
 */
export type HeaderProblemKind = 'truncated' | 'implausible' | 'limit' | 'reach';

export class HeaderProblem extends Error {
  override readonly name = 'HeaderProblem';
  readonly kind: HeaderProblemKind;

  constructor(kind: HeaderProblemKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

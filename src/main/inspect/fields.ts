import { HeaderProblem } from './header-problem.ts';

/**
 * Typed fields of a header. Every access is checked: one that reaches beyond the bytes throws a
 * `HeaderProblem` of kind `truncated`. 64-bit numbers that do not fit a JavaScript integer read as
 * `Infinity`, so that "lies beyond the end of the file" stays true for them and arithmetic stays safe.
 */
export class Fields {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  u8(offset: number): number {
    this.#check(offset, 1);
    return this.#view.getUint8(offset);
  }

  u16le(offset: number): number {
    this.#check(offset, 2);
    return this.#view.getUint16(offset, true);
  }

  u16be(offset: number): number {
    this.#check(offset, 2);
    return this.#view.getUint16(offset, false);
  }

  u32le(offset: number): number {
    this.#check(offset, 4);
    return this.#view.getUint32(offset, true);
  }

  u32be(offset: number): number {
    this.#check(offset, 4);
    return this.#view.getUint32(offset, false);
  }

  u64le(offset: number): number {
    return exactOrInfinite(this.bits64le(offset));
  }

  u64be(offset: number): number {
    return exactOrInfinite(this.bits64be(offset));
  }

  /** All 64 bits, for fields that are flags or packed values rather than sizes. */
  bits64le(offset: number): bigint {
    this.#check(offset, 8);
    return this.#view.getBigUint64(offset, true);
  }

  bits64be(offset: number): bigint {
    this.#check(offset, 8);
    return this.#view.getBigUint64(offset, false);
  }

  bytes(offset: number, length: number): Uint8Array {
    this.#check(offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }

  /** Lower-case hex digits in file order: for GUIDs and UUIDs, whose mixed byte order does not matter here. */
  hex(offset: number, length: number): string {
    return Buffer.from(this.bytes(offset, length)).toString('hex');
  }

  #check(offset: number, length: number): void {
    if (offset < 0 || length < 0 || !(offset + length <= this.#bytes.length)) {
      throw new HeaderProblem('truncated', `wants ${length} bytes at ${offset} of ${this.#bytes.length}`);
    }
  }
}

function exactOrInfinite(value: bigint): number {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

/** Whether `bytes` has `text` (one byte a character) at `offset`. False where the bytes end before it does. */
export function hasText(bytes: Uint8Array, text: string, offset = 0): boolean {
  if (offset + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

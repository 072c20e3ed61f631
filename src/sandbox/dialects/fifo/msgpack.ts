import { crash } from './faults.ts';

/** A JSON value in MessagePack: integers in the shortest form, other numbers as 64-bit floats. */
export function encodeMsgpack(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([head(text.length, 0xa0, 31, [0xd9, 0xda, 0xdb]), text]);
  }
  if (Array.isArray(value)) {
    return Buffer.concat([
      head(value.length, 0x90, 15, [undefined, 0xdc, 0xdd]),
      ...value.map(encodeMsgpack),
    ]);
  }
  const members = Object.entries(value);
  const parts = members.flatMap(([key, member]) => [encodeMsgpack(key), encodeMsgpack(member)]);
  return Buffer.concat([head(members.length, 0x80, 15, [undefined, 0xde, 0xdf]), ...parts]);
}

function encodeNumber(value: number): Buffer {
  if (Number.isInteger(value) && value >= -32 && value < 128) return Buffer.from([value & 0xff]);
  const bytes = Buffer.alloc(9);
  if (Number.isSafeInteger(value)) {
    if (value >= 0 && value < 2 ** 32) {
      bytes[0] = 0xce;
      bytes.writeUInt32BE(value, 1);
      return bytes.subarray(0, 5);
    }
    bytes[0] = 0xd3;
    bytes.writeBigInt64BE(BigInt(value), 1);
    return bytes;
  }
  bytes[0] = 0xcb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** The type byte with a length: inside it up to `small`, else followed by 8, 16 or 32 bits. */
function head(
  length: number,
  fixed: number,
  small: number,
  wide: readonly [number | undefined, number, number],
): Buffer {
  if (length <= small) return Buffer.from([fixed | length]);
  const [byte, word, double] = wide;
  if (byte !== undefined && length < 256) return Buffer.from([byte, length]);
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 5);
  bytes[0] = length < 65_536 ? word : double;
  if (length < 65_536) bytes.writeUInt16BE(length, 1);
  else bytes.writeUInt32BE(length, 1);
  return bytes;
}

const depthLimit = 100;

/** The JSON value of a MessagePack body. @throws FifoFault 500 for anything that is not exactly one value. */
export function decodeMsgpack(bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  try {
    const value = reader.value(0);
    if (reader.offset === bytes.length) return value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw crash();
}

class Reader {
  offset = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): unknown {
    if (depth > depthLimit) throw crash();
    const type = this.#unsigned(1);
    if (type < 0x80) return type;
    if (type < 0x90) return this.#object(type & 15, depth);
    if (type < 0xa0) return this.#array(type & 15, depth);
    if (type < 0xc0) return this.#text(type & 31);
    if (type >= 0xe0) return type - 256;
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return type === 0xc3;
      case 0xca:
        return this.#take(4).readFloatBE();
      case 0xcb:
        return this.#take(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(2 ** (type - 0xcc));
      case 0xcf:
        return Number(this.#take(8).readBigUInt64BE());
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const size = 2 ** (type - 0xd0);
        return this.#take(size).readIntBE(0, size);
      }
      case 0xd3:
        return Number(this.#take(8).readBigInt64BE());
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#text(this.#unsigned(2 ** (type - 0xc4)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(2 ** (type - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(type === 0xdc ? 2 : 4), depth);
      case 0xde:
      case 0xdf:
        return this.#object(this.#unsigned(type === 0xde ? 2 : 4), depth);
      default:
        throw crash();
    }
  }

  #array(length: number, depth: number): unknown[] {
    const items: unknown[] = [];
    // Each item takes a byte at least, so a false length ends at the end of the body.
    for (let index = 0; index < length; index++) items.push(this.value(depth + 1));
    return items;
  }

  #object(length: number, depth: number): unknown {
    const members: [string, unknown][] = [];
    for (let index = 0; index < length; index++) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string') throw crash();
      members.push([key, this.value(depth + 1)]);
    }
    return Object.fromEntries(members);
  }

  #text(length: number): string {
    return this.#take(length).toString();
  }

  #unsigned(size: number): number {
    return this.#take(size).readUIntBE(0, size);
  }

  #take(size: number): Buffer {
    if (this.offset + size > this.#bytes.length) throw crash();
    this.offset += size;
    return this.#bytes.subarray(this.offset - size, this.offset);
  }
}

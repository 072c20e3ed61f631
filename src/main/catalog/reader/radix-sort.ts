const BUCKETS = 65_536;

/**
 * Sorts rows by their keys, whole numbers below 2^32, keeping the order of equal ones. Takes the time of some
 * walks over the rows, whatever their order.
 */
export function sortByKeys(rows: Uint32Array, keyOf: Uint32Array): Uint32Array {
  const low = countingPass(rows, (row) => (keyOf[row] ?? 0) & 0xffff);
  return countingPass(low, (row) => (keyOf[row] ?? 0) >>> 16);
}

/** Sorts rows by the numbers that stand at them, keeping the order of equal ones. None may be NaN. */
export function sortByNumbers(rows: Uint32Array, numbers: Float64Array): Uint32Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  // The order of doubles is that of their bits, but for negative ones, where it is turned around.
  const high = (row: number): number => {
    const word = bits[row * 2 + 1] ?? 0;
    return word & 0x8000_0000 ? ~word : word | 0x8000_0000;
  };
  const low = (row: number): number => {
    const word = bits[row * 2] ?? 0;
    return (bits[row * 2 + 1] ?? 0) & 0x8000_0000 ? ~word : word;
  };
  let sorted = countingPass(rows, (row) => low(row) & 0xffff);
  sorted = countingPass(sorted, (row) => (low(row) >>> 16) & 0xffff);
  sorted = countingPass(sorted, (row) => high(row) & 0xffff);
  return countingPass(sorted, (row) => (high(row) >>> 16) & 0xffff);
}

function countingPass(rows: Uint32Array, digitOf: (row: number) => number): Uint32Array {
  const starts = new Uint32Array(BUCKETS + 1);
  for (const row of rows) {
    const digit = digitOf(row) + 1;
    starts[digit] = (starts[digit] ?? 0) + 1;
  }
  if (starts.includes(rows.length)) return rows;
  for (let bucket = 1; bucket <= BUCKETS; bucket++) {
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  }
  const sorted = new Uint32Array(rows.length);
  for (const row of rows) {
    const digit = digitOf(row);
    const place = starts[digit] ?? 0;
    sorted[place] = row;
    starts[digit] = place + 1;
  }
  return sorted;
}

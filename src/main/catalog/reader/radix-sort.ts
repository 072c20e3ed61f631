const BUCKETS = 65_536;

/**
 * Sorts rows by their keys, whole numbers below 2^32, keeping the order of equal ones. Takes the time of some
 * walks over the rows, whatever their order.
 */
export function sortByKeys(rows: Uint32Array, keyOf: Uint32Array): Uint32Array {
  return countingPass(countingPass(rows, keyOf, 0), keyOf, 16);
}

/** Sorts rows by the numbers that stand at them, keeping the order of equal ones. None may be NaN. */
export function sortByNumbers(rows: Uint32Array, numbers: Float64Array): Uint32Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
  const low = new Uint32Array(numbers.length);
  const high = new Uint32Array(numbers.length);
  for (let row = 0; row < numbers.length; row++) {
    const [lowWord, highWord] = [bits[row * 2] ?? 0, bits[row * 2 + 1] ?? 0];
    // The order of doubles is that of their bits, but for negative ones, where it is turned around.
    const isNegative = highWord >= 0x8000_0000;
    low[row] = isNegative ? ~lowWord : lowWord;
    high[row] = isNegative ? ~highWord : highWord | 0x8000_0000;
  }
  return sortByKeys(sortByKeys(rows, low), high);
}

/** By 16 bits of the keys, those from `shift` on. */
function countingPass(rows: Uint32Array, keyOf: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(BUCKETS + 1);
  for (let at = 0; at < rows.length; at++) {
    const digit = (((keyOf[rows[at] ?? 0] ?? 0) >>> shift) & 0xffff) + 1;
    starts[digit] = (starts[digit] ?? 0) + 1;
  }
  if (starts.includes(rows.length)) return rows;
  for (let bucket = 1; bucket <= BUCKETS; bucket++) {
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  }
  const sorted = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    const digit = ((keyOf[row] ?? 0) >>> shift) & 0xffff;
    const place = starts[digit] ?? 0;
    sorted[place] = row;
    starts[digit] = place + 1;
  }
  return sorted;
}

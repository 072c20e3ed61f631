/** Numbers of rows: a bit for each up to the largest. */
export class RowSet implements Iterable<number> {
  #bits = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(row: number): boolean {
    return ((this.#bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }

  add(row: number): void {
    if (this.has(row)) return;
    const at = row >> 3;
    if (at >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (row & 7));
    this.#size += 1;
  }

  delete(row: number): void {
    if (!this.has(row)) return;
    const at = row >> 3;
    this.#bits[at] = (this.#bits[at] ?? 0) & ~(1 << (row & 7));
    this.#size -= 1;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let at = 0; at < this.#bits.length; at++) {
      if (this.#bits[at] === 0) continue;
      for (let bit = 0; bit < 8; bit++) {
        if (this.has(at * 8 + bit)) yield at * 8 + bit;
      }
    }
  }
}

/** Speed is looked at over this long: short enough to follow, long enough not to flicker. */
const WINDOW_MS = 3_000;
/** Before that much time nothing can be said of the speed. */
const LEAST_MS = 500;
const SAMPLE_EVERY_MS = 100;

export interface ProgressReading {
  readonly bytesDone: number;
  readonly bytesTotal: number | null;
  readonly bytesPerSecond: number | null;
  readonly etaSeconds: number | null;
}

/** Counts a transfer's bytes and says how fast they move. Times are the caller's, in milliseconds. */
export class ProgressMeter {
  bytesTotal: number | null = null;
  #bytesDone = 0;
  #movedAt: number;
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  constructor(now: number) {
    this.#movedAt = now;
  }

  get bytesDone(): number {
    return this.#bytesDone;
  }

  /** When the last byte moved (or counting began). */
  get movedAt(): number {
    return this.#movedAt;
  }

  /** Begins anew from `bytes` that are there already and say nothing of the speed. */
  restart(bytes: number, total: number | null, now: number): void {
    this.#bytesDone = bytes;
    this.bytesTotal = total;
    this.#movedAt = now;
    this.#samples = [{ at: now, bytes }];
  }

  /** Something moved that is not counted (yet). */
  alive(now: number): void {
    this.#movedAt = now;
  }

  /** `bytes`: all that were done so far. */
  advance(bytes: number, now: number): void {
    if (bytes === this.#bytesDone) return;
    this.#bytesDone = bytes;
    this.#movedAt = now;
    const last = this.#samples.at(-1);
    if (last === undefined || now - last.at >= SAMPLE_EVERY_MS) {
      this.#samples.push({ at: now, bytes });
      while (this.#samples.length > 2 && (this.#samples[1]?.at ?? now) < now - WINDOW_MS)
        this.#samples.shift();
    }
  }

  read(now: number): ProgressReading {
    const bytesPerSecond = this.#speed(now);
    const left = this.bytesTotal === null ? null : Math.max(0, this.bytesTotal - this.#bytesDone);
    const etaSeconds =
      left === null || bytesPerSecond === null || bytesPerSecond === 0
        ? null
        : Math.ceil(left / bytesPerSecond);
    return { bytesDone: this.#bytesDone, bytesTotal: this.bytesTotal, bytesPerSecond, etaSeconds };
  }

  #speed(now: number): number | null {
    const first = this.#samples.find((sample) => sample.at >= now - WINDOW_MS) ?? this.#samples.at(-1);
    if (first === undefined) return null;
    const elapsed = now - first.at;
    if (elapsed < LEAST_MS) return null;
    return Math.max(0, Math.round(((this.#bytesDone - first.bytes) / elapsed) * 1000));
  }
}

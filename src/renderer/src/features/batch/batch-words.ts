import { sayError } from '../../app/error-words.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { formatEta } from '../../ui/format-time.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { secondsLeft, speedOf } from './batch-pace.ts';
import { type BatchState, leftAlone } from './batch-store.ts';

/** Longer answers of a service are cut: a page is no place for them. */
const REASON_LENGTH = 400;

/** How far it is: `143 of 200 done, 2 failed`; at its end also what was left alone. */
export function progressWords(batch: BatchState): string {
  const { items, done, failed, running } = batch;
  const left = leftAlone(batch);
  const all = !running && done.size === items.length;
  return [
    all
      ? items.length === 1
        ? 'Done'
        : `All ${formatCount(items.length)} done`
      : `${formatCount(done.size)} of ${formatCount(items.length)} done`,
    failed.size > 0 && `${formatCount(failed.size)} failed`,
    !running && left > 0 && `${formatCount(left)} left alone`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}

/** How fast: `8 a second, 12 s left`; nothing while that is not known. */
export function paceWords({ running, cancelled, pace }: BatchState): string | undefined {
  if (!running) return undefined;
  if (cancelled) return 'ending what has begun';
  const speed = speedOf(pace);
  const eta = formatEta(secondsLeft(pace));
  if (speed === undefined || speed === 0 || eta === undefined) return undefined;
  const rate =
    speed >= 1
      ? `${formatCount(Math.round(speed))} a second`
      : `${Math.max(1, Math.round(speed * 60))} a minute`;
  return `${rate}, ${eta}`;
}

/** What to say aloud: the beginning, every quarter, the end. `undefined`: nothing new. */
export function spokenWords(batch: BatchState): string {
  const { title, items, done, failed, running, cancelled } = batch;
  if (!running) return `${title}: ${progressWords(batch)}`;
  if (cancelled) return `${title}: cancelled, what has begun ends`;
  const quarter = items.length === 0 ? 0 : Math.floor(((done.size + failed.size) * 4) / items.length);
  return quarter === 0 ? title : `${title}: ${quarter * 25} percent`;
}

export interface BatchFailure {
  readonly key: string;
  readonly name: string;
  readonly connection: string;
  /** Its kind, in a few words. */
  readonly title: string;
  readonly reason: string;
  readonly hint: string;
  readonly look: (() => unknown) | undefined;
}

/** What failed, at most `most`, in the order of the items. */
export function failuresOf({ items, failed }: BatchState, most = Number.POSITIVE_INFINITY): BatchFailure[] {
  const found: BatchFailure[] = [];
  for (const { key, name, connection, look } of items) {
    if (found.length >= most) break;
    const error = failed.get(key);
    if (error === undefined) continue;
    const said = sayError(error);
    const reason = clipped(said.message);
    found.push({ key, name, connection, title: said.title, reason, hint: clipped(said.hint), look });
  }
  return found;
}

/** The outcome as text, for a ticket or a mail: a line for what failed, one for each of the rest. */
export function batchText(batch: BatchState): string {
  const { title, items, done, failed } = batch;
  const lines = failuresOf(batch).map(
    ({ name, connection, reason, hint }) =>
      `failed\t${visibleText(name)}\t${visibleText(connection)}\t${reason} ${hint}`,
  );
  for (const { key, name, connection } of items) {
    if (failed.has(key)) continue;
    const outcome = done.has(key) ? 'done' : 'left alone';
    lines.push(`${outcome}\t${visibleText(name)}\t${visibleText(connection)}`);
  }
  return [`${title}: ${progressWords(batch)}`, ...lines].join('\n');
}

function clipped(text: string): string {
  const plain = visibleText(text);
  return plain.length <= REASON_LENGTH ? plain : `${plain.slice(0, REASON_LENGTH)}…`;
}

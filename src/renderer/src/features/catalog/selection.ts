import type { Image } from '#shared/model/index.ts';

/** What is chosen in the table. Holds the chosen images themselves, as the list holds only windows. */
export interface Selection {
  readonly images: ReadonlyMap<string, Image>;
  /** The row that the keyboard stands on. */
  readonly focus: number;
  /** Where a stretch chosen with Shift begins. */
  readonly anchor: number;
  /** The row with the focus was chosen before its content was here: it is taken as soon as it comes. */
  readonly awaited: boolean;
}

export const NO_SELECTION: Selection = { images: new Map(), focus: -1, anchor: -1, awaited: false };

/** One key for an image: ids are unique only within a connection, whose names have no slash. */
export function imageKey(image: Pick<Image, 'connection' | 'id'>): string {
  return `${image.connection}/${image.id}`;
}

/** Chooses one row alone. */
export function chooseOne(index: number, image: Image | undefined): Selection {
  return {
    images: image === undefined ? new Map() : new Map([[imageKey(image), image]]),
    focus: index,
    anchor: index,
    awaited: image === undefined && index >= 0,
  };
}

/** Adds a row to the chosen ones, or takes it out (Ctrl or Cmd with a click). */
export function toggleOne(selection: Selection, index: number, image: Image): Selection {
  const images = new Map(selection.images);
  if (!images.delete(imageKey(image))) images.set(imageKey(image), image);
  return { images, focus: index, anchor: index, awaited: false };
}

/** Chooses the stretch from the anchor to `index` (Shift); `rows` are its images, in any order. */
export function chooseStretch(selection: Selection, index: number, rows: readonly Image[]): Selection {
  return {
    images: new Map(rows.map((image) => [imageKey(image), image])),
    focus: index,
    anchor: selection.anchor < 0 ? index : selection.anchor,
    awaited: false,
  };
}

/** Only the keyboard moves: what is chosen stays. */
export function standOn(selection: Selection, index: number): Selection {
  return { ...selection, focus: index, awaited: false };
}

/** Chooses these images, the keyboard staying where it is. */
export function chooseImages(selection: Selection, images: readonly Image[]): Selection {
  return { ...chooseStretch(selection, selection.focus, images), anchor: selection.anchor };
}

/** Lines beneath `header` came (`grown` of them) or went: the keyboard stays on its own line, or on the header. */
export function shiftLines(selection: Selection, header: number, grown: number): Selection {
  const shift = (line: number): number => {
    if (line <= header) return line;
    return grown < 0 && line <= header - grown ? header : line + grown;
  };
  return { ...selection, focus: shift(selection.focus), anchor: shift(selection.anchor) };
}

/** The row to stand on after a key, within the list. `pageRows`: rows in sight. */
export function moveFocus(focus: number, key: string, total: number, pageRows: number): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: focus + 1,
    ArrowUp: focus < 0 ? 0 : focus - 1,
    PageDown: focus + pageRows,
    PageUp: focus - pageRows,
    Home: 0,
    End: total - 1,
  };
  const target = targets[key];
  if (target === undefined || total === 0) return undefined;
  return Math.min(total - 1, Math.max(0, target));
}

/** Takes over newer copies of chosen images; drops none, as a chosen image may be out of sight. */
export function refreshChosen(selection: Selection, rows: readonly Image[]): Selection {
  let images: Map<string, Image> | undefined;
  for (const row of rows) {
    const key = imageKey(row);
    const held = selection.images.get(key);
    if (held === undefined || held === row) continue;
    images ??= new Map(selection.images);
    images.set(key, row);
  }
  return images === undefined ? selection : { ...selection, images };
}

import { type Dispatch, type SetStateAction, useMemo, useState } from 'react';
import type { Image, ImageEdit } from '#shared/model/index.ts';
import { useConnection } from '../connections/connections-store.ts';
import { withWaitingEdit } from '../edits/edits-store.ts';
import { type PropertyRules, saveProblem, usePropertyRules } from './property-rules.ts';
import { type KnownProperties, useKnownProperties } from './use-known-properties.ts';
import { useLost } from './use-lost.ts';
import {
  copyEdit,
  type Entry,
  entriesOf,
  type WorkingCopy,
  withProperty,
  workingCopy,
} from './working-copy.ts';

export interface CollectedEdit {
  readonly copy: WorkingCopy;
  readonly setCopy: Dispatch<SetStateAction<WorkingCopy>>;
  readonly entries: readonly Entry[];
  /** What would be sent. */
  readonly edit: ImageEdit;
  readonly properties: KnownProperties;
  readonly rules: PropertyRules;
  /** What was lost meanwhile, so that it cannot be saved any more. */
  readonly lost: string | undefined;
  /** Why it cannot be saved as it stands. */
  readonly reason: string | undefined;
}

/** What is wanted of an image, collected until it is saved, with what is known and allowed of it. */
export function useCollectedEdit(image: Image): CollectedEdit {
  const offline = useConnection(image.connection)?.health === 'offline';
  // What waits already is laid over the image, so that it can be changed further, or back.
  const [copy, setCopy] = useState<WorkingCopy>(() => workingCopy(offline ? withWaitingEdit(image) : image));
  const { base } = copy;
  const properties = useKnownProperties(base.connection);
  const lost = useLost(base);
  const known = usePropertyRules(base, properties);
  // What is being typed is not taken out of anybody's hands: only saving is.
  const rules = useMemo(() => (lost === undefined ? known : { ...known, reasons: NONE }), [known, lost]);
  const entries = useMemo(() => entriesOf(copy), [copy]);
  const written = useMemo(() => asWritten(copy, entries, rules), [copy, entries, rules]);
  const nothing = written.wishes.size === 0 ? 'Nothing changed yet' : undefined;
  const reason = lost ?? rules.reasons.set ?? nothing ?? saveProblem(rules, entries);
  return { copy, setCopy, entries, edit: copyEdit(written), properties, rules, lost, reason };
}

const NONE: PropertyRules['reasons'] = { set: undefined, unset: undefined };

/** Values in the spelling in which they are written: what a person meant, not how they typed it. */
function asWritten(copy: WorkingCopy, entries: readonly Entry[], rules: PropertyRules): WorkingCopy {
  return entries.reduce((held, { key, value, before, state }) => {
    if (state === 'kept' || state === 'removed' || typeof value !== 'string') return held;
    const checked = rules.check(key, value, before);
    return 'value' in checked ? withProperty(held, key, checked.value) : held;
  }, copy);
}

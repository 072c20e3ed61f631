import { useEffect, useState } from 'react';
import type { ChangePreview, Visibility } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';

/** A change of one image that could be sent. */
export interface PreviewOrder {
  readonly connection: string;
  readonly id: string;
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
  readonly makeShared?: boolean | undefined;
  /** Instead of members: another visibility. */
  readonly visibility?: Visibility | undefined;
}

export interface PreviewState {
  /** `undefined` until it is reckoned. */
  readonly shown: ChangePreview | undefined;
  readonly error: unknown;
}

const NOTHING: PreviewState = { shown: undefined, error: undefined };

/** What a change would send; nothing while there is no order. No service is asked. */
export function usePreview(order: PreviewOrder | undefined): PreviewState {
  const key = order === undefined ? undefined : JSON.stringify(order);
  const [answer, setAnswer] = useState<PreviewState & { readonly key: string }>();
  useEffect(() => {
    if (key === undefined) return undefined;
    let stale = false;
    const take = (state: PreviewState): void => {
      if (!stale) setAnswer({ key, ...state });
    };
    askFor(JSON.parse(key) as PreviewOrder).then(
      ([shown]) => take({ shown, error: undefined }),
      (error: unknown) => take({ shown: undefined, error }),
    );
    return () => {
      stale = true;
    };
  }, [key]);
  return answer !== undefined && answer.key === key ? answer : NOTHING;
}

async function askFor(order: PreviewOrder): Promise<readonly ChangePreview[]> {
  const { connection, id, add = [], remove = [], makeShared, visibility } = order;
  if (visibility !== undefined) {
    return call('images.preview', { edits: [{ connection, id, edit: { visibility } }] });
  }
  const change = { connection, id, add: [...add], remove: [...remove] };
  return call('members.preview', { changes: [{ ...change, ...(makeShared ? { makeShared } : {}) }] });
}

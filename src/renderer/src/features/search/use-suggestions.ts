import { useEffect, useMemo, useState } from 'react';
import type { CatalogValue } from '#shared/model/index.ts';
import { completionAt, type SearchPlace } from '#shared/search/index.ts';
import { call } from '../../app/session.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { type Suggestion, suggestionsFor, valueSource } from './suggestions.ts';

/** The rows that a key press changes come first; what could be typed next may come a moment later. */
const PAUSE_MS = 60;
const NO_VALUES: readonly CatalogValue[] = [];
const LONGEST_ASKED = 255;

interface Answer {
  /** What was asked: the source and the text. */
  readonly question: string;
  readonly source: string;
  readonly values: readonly CatalogValue[];
}

/** What can stand at the caret. `caret` is `undefined` while nobody wants to know. */
export function useSuggestions(
  text: string,
  caret: number | undefined,
): { readonly place: SearchPlace | undefined; readonly suggestions: readonly Suggestion[] } {
  const connection = useCatalogStore((state) => state.query.connection);
  const list = useConnectionsStore((state) => state.list);
  const place = useMemo(() => (caret === undefined ? undefined : completionAt(text, caret)), [text, caret]);
  const answer = useValues(place, connection);
  const suggestions = useMemo(() => {
    if (place === undefined) return [];
    const clouds = (list ?? []).map(({ profile, imageCount }) => ({
      name: profile.name,
      images: imageCount,
    }));
    return suggestionsFor(place, answer, clouds);
  }, [place, answer, list]);
  return { place, suggestions };
}

/** The catalogue's values for a place; those of the question before while they are on their way. */
function useValues(place: SearchPlace | undefined, connection: string | undefined): readonly CatalogValue[] {
  const [answer, setAnswer] = useState<Answer>();
  const of = place && valueSource(place);
  const source = of === undefined ? '' : JSON.stringify([of, connection ?? null]);
  const text = place?.text.slice(0, LONGEST_ASKED) ?? '';
  const question = source === '' ? '' : `${source} ${text}`;
  useEffect(() => {
    if (question === '') return;
    let stale = false;
    const timer = setTimeout(() => {
      const [asked] = JSON.parse(source) as [NonNullable<typeof of>];
      const connections = connection === undefined ? {} : { connections: [connection] };
      call('catalog.values', { source: asked, text, limit: 8, ...connections }).then(
        (values) => {
          if (!stale) setAnswer({ question, source, values });
        },
        // Without an answer there is nothing to suggest; the list itself says what is wrong.
        () => {
          if (!stale) setAnswer({ question, source, values: [] });
        },
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [question, source, text, connection]);
  if (source === '' || answer?.source !== source) return NO_VALUES;
  return answer.values;
}

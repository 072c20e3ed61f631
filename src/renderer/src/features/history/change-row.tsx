import { History } from 'lucide-react';
import type { ImageChange } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { fieldName } from '../../ui/field-name.ts';
import { When } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { browseAsOf, inspectChange } from './browse-past.ts';
import { CHANGE_TITLES, fieldText, toldFields, weightiest } from './change-words.ts';
import { justBefore } from './since.ts';

/** Fields of one image that are told in its line. */
const FIELDS_SHOWN = 4;

/** One image that changed: where, its name, what is different, when. A click shows it in the inspector. */
export function ChangeRow({ change }: { readonly change: ImageChange }) {
  const { connection, id, name, at, words } = change;
  const color = useConnectionColor(connection);
  const label = visibleText(named(name, id));
  const more = words.filter((word) => word !== weightiest(change));
  return (
    <li className="change">
      <button
        type="button"
        className="change-button"
        onClick={() => attempt('catalog.show', () => inspectChange(change))}
      >
        <span className="change-name">
          <Plain className="image-name">{named(name, id)}</Plain>
          {more.map((word) => (
            <span key={word} className="tag">
              {CHANGE_TITLES[word].toLowerCase()}
            </span>
          ))}
        </span>
        <CloudName name={connection} color={color} />
        <Differences change={change} />
        <When iso={at} />
      </button>
      <Button
        size="small"
        variant="icon"
        aria-label={`Browse as of before ${label} changed`}
        tip="The catalogue just before this change"
        onPress={() => browseAsOf(justBefore(at))}
      >
        <History size={14} aria-hidden="true" />
      </Button>
    </li>
  );
}

function Differences({ change }: { readonly change: ImageChange }) {
  const fields = toldFields(change);
  const word = weightiest(change);
  if (word === 'new' || word === 'gone') return <span className="change-fields" />;
  if (fields.length === 0) return <span className="change-fields muted">not remembered what</span>;
  return (
    <span className="change-fields">
      {fields.slice(0, FIELDS_SHOWN).map(({ field, before, after }) => (
        <span key={field} className="change-field">
          <span className="muted">{fieldName(field)}</span>{' '}
          <bdi title={fieldText(field, before)}>{fieldText(field, before)}</bdi>{' '}
          <span className="change-arrow" role="img" aria-label="is now">
            →
          </span>{' '}
          <bdi className="change-after" title={fieldText(field, after)}>
            {fieldText(field, after)}
          </bdi>
        </span>
      ))}
      {fields.length > FIELDS_SHOWN && (
        <span className="muted">and {formatCount(fields.length - FIELDS_SHOWN)} more</span>
      )}
    </span>
  );
}

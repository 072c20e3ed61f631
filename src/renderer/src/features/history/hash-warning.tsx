import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ImageChange } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { When } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { useConnectionColor } from '../connections/connections-store.ts';
import { browseAsOf, inspectChange } from './browse-past.ts';
import { hashText, shortHash } from './change-words.ts';
import { justBefore } from './since.ts';

const SHOWN = 5;

/** Names that stand for other bytes than before, called out with both hashes. */
export function HashWarning({ changes }: { readonly changes: readonly ImageChange[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? changes.slice(0, 200) : changes.slice(0, SHOWN);
  return (
    <section className="hash-warning" aria-labelledby="hash-warning-title">
      <h2 id="hash-warning-title">
        <TriangleAlert size={16} aria-hidden="true" />
        {changes.length === 1
          ? 'One name now stands for different content'
          : `${formatCount(changes.length)} names now stand for different content`}
      </h2>
      <p>Machines that boot from them get something else now. Make sure that you know why.</p>
      <ul>
        {shown.map((change) => (
          <HashChange key={`${change.connection}/${change.id}`} change={change} />
        ))}
      </ul>
      {changes.length > shown.length && (
        <Button size="small" variant="link" onPress={() => setAll(true)}>
          and {formatCount(changes.length - shown.length)} more
        </Button>
      )}
    </section>
  );
}

function HashChange({ change }: { readonly change: ImageChange }) {
  const { connection, id, name, at, words } = change;
  const color = useConnectionColor(connection);
  const hash = change.fields.find(({ field }) => field === 'checksum');
  const replaced = words.includes('replaced');
  return (
    <li className="hash-change">
      <div className="hash-change-head">
        <button
          type="button"
          className="change-link"
          onClick={() => attempt('catalog.show', () => inspectChange(change))}
        >
          <Plain className="image-name">{named(name, id)}</Plain>
        </button>
        <CloudName name={connection} color={color} />
        <When iso={at} />
        <Button size="small" onPress={() => browseAsOf(justBefore(at))}>
          Browse before it
        </Button>
      </div>
      <p className="muted">
        {replaced ? 'Another image took its name.' : 'The same image, by its id, has other content.'}
      </p>
      <dl className="hash-pair">
        <dt>was</dt>
        <dd className="mono" title={hash === undefined ? undefined : hashText(hash.before)}>
          {hash === undefined ? 'not remembered' : shortHash(hash.before)}
        </dd>
        <dt>is</dt>
        <dd className="mono" title={hash === undefined ? undefined : hashText(hash.after)}>
          {hash === undefined ? 'not remembered' : shortHash(hash.after)}
        </dd>
      </dl>
    </li>
  );
}

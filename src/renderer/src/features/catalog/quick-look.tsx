import { X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { focusTable } from '../../app/focus-places.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CloudName } from '../../ui/cloud-name.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fact } from '../../ui/fact.tsx';
import { When } from '../../ui/figures.tsx';
import { exactBytes, formatBytes } from '../../ui/format-bytes.ts';
import { formatAbsolute, formatAsOf } from '../../ui/format-time.ts';
import { isNamed } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor, useConnectionsStore } from '../connections/connections-store.ts';
import { hashLabel } from '../inspector/hash-words.ts';
import { useCatalogStore } from './catalog-state.ts';
import { imageAt, lineAt } from './line-list.ts';
import { closeQuickLook } from './quick-look-actions.ts';
import { visibilityWord } from './visibility-word.ts';

const PROPERTIES_SHOWN = 6;

/**
 * One image at a glance, over the list. The keyboard stays in the list: its arrows go to other images, space
 * and Escape close the panel. It stands where the current row is not.
 */
export function QuickLook() {
  const open = useCatalogStore((state) => state.quickLook);
  const image = useCatalogStore(({ list, selection }) => {
    const [only] = selection.images.size === 1 ? selection.images.values() : [];
    return imageAt(list, selection.focus) ?? (selection.focus < 0 ? only : undefined);
  });
  const focus = useCatalogStore((state) => state.selection.focus);
  const isGroup = useCatalogStore(
    ({ list }) => list !== undefined && focus >= 0 && lineAt(list, focus).kind === 'group',
  );
  if (!open) return null;
  return (
    <section
      className={classNames('quick-look', isLow(focus) && 'quick-look-high')}
      aria-label="Quick look"
      onKeyDown={leaveOnEscape}
    >
      <Button
        variant="icon"
        size="small"
        className="quick-look-close"
        aria-label="Close quick look"
        onPress={closeQuickLook}
      >
        <X size={14} aria-hidden="true" />
      </Button>
      {image === undefined ? (
        <p className="muted">{isGroup ? 'A group: the right arrow expands it.' : '…'}</p>
      ) : (
        <Glance image={image} />
      )}
    </section>
  );
}

/** From one of its buttons the keyboard goes back to the list. */
function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  closeQuickLook();
  focusTable();
}

/** Whether a row stands in the lower half of the list. */
function isLow(line: number): boolean {
  const row = document.getElementById(`image-row-${line}`);
  const list = row?.closest('.table-scroller');
  if (row === null || list === null || list === undefined) return false;
  const { top, height } = list.getBoundingClientRect();
  return row.getBoundingClientRect().top > top + height / 2;
}

function Glance({ image }: { readonly image: Image }) {
  const { connection, checksum, tags } = image;
  return (
    <>
      <header className="quick-look-head">
        <h2>
          <Plain>{isNamed(image.name) ? image.name : 'no name'}</Plain>
        </h2>
        <p>
          <CloudName name={connection} color={useConnectionColor(connection)} />
          <StatusBadge image={image} />
          <span className="muted">{visibilityWord(image)}</span>
          {image.updatedAt !== null && (
            <span className="muted">
              updated <When iso={image.updatedAt} />
            </span>
          )}
        </p>
      </header>
      <SizeLine image={image} />
      <dl className="facts quick-look-facts">
        <Fact name="Id">
          <span className="mono quick-look-code" title={visibleText(image.id)}>
            {visibleText(image.id)}
          </span>
          <CopyButton text={image.id} what="id" />
        </Fact>
        {checksum !== null && (
          <Fact name={hashLabel(checksum.algo)}>
            <span className="mono quick-look-code" title={visibleText(checksum.value)}>
              {visibleText(checksum.value)}
            </span>
            <CopyButton text={checksum.value} what={hashLabel(checksum.algo)} />
          </Fact>
        )}
        {tags.length > 0 && (
          <Fact name="Tags">
            <span className="tag-list">
              {tags.slice(0, 12).map((tag) => (
                <Plain key={tag} className="tag">
                  {tag}
                </Plain>
              ))}
              {tags.length > 12 && <span className="muted">+{tags.length - 12}</span>}
            </span>
          </Fact>
        )}
      </dl>
      <Properties properties={image.properties} />
      <AsOf connection={connection} />
    </>
  );
}

/** Both sizes on one bar: what goes over the wire, as a part of what the guest sees. */
function SizeLine({ image }: { readonly image: Image }) {
  const { sizeBytes, virtualSizeBytes, diskFormat, containerFormat } = image;
  const whole = Math.max(sizeBytes ?? 0, virtualSizeBytes ?? 0);
  const formats = [diskFormat, containerFormat].filter((format) => format !== null).map(visibleText);
  return (
    <div className="quick-look-size">
      <p>
        <strong title={exactBytes(sizeBytes)}>
          {sizeBytes === null ? 'Size not known' : `${formatBytes(sizeBytes)} on the wire`}
        </strong>
        {virtualSizeBytes !== null && (
          <span title={exactBytes(virtualSizeBytes)}>{formatBytes(virtualSizeBytes)} in the guest</span>
        )}
        <span className="muted">{formats.length === 0 ? 'format not known' : formats.join(' in ')}</span>
      </p>
      {sizeBytes !== null && whole > 0 && (
        <div className="size-bar" aria-hidden="true">
          <b style={{ width: `${Math.max(1, (sizeBytes / whole) * 100)}%` }} />
        </div>
      )}
    </div>
  );
}

function Properties({ properties }: { readonly properties: Image['properties'] }) {
  const entries = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  const rest = entries.length - PROPERTIES_SHOWN;
  return (
    <>
      <dl className="quick-look-properties">
        {entries.slice(0, PROPERTIES_SHOWN).map(([key, value]) => (
          <div key={key}>
            <dt>
              <Plain>{key}</Plain>
            </dt>
            <dd>
              <Plain>{valueText(value)}</Plain>
            </dd>
          </div>
        ))}
      </dl>
      {rest > 0 && (
        <p className="quick-look-rest muted">
          and {rest} more {rest === 1 ? 'property' : 'properties'}
        </p>
      )}
    </>
  );
}

function valueText(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function AsOf({ connection }: { readonly connection: string }) {
  const asOf = useCatalogStore((state) => state.shown?.asOf);
  const syncedAt = useConnectionsStore(
    (state) => state.list?.find(({ profile }) => profile.name === connection)?.syncedAt ?? null,
  );
  const now = useNow();
  const time = asOf ?? syncedAt;
  return (
    <p className="quick-look-foot muted">
      <span title={formatAbsolute(time)}>
        {time === null ? 'The whole list was never read' : `As of ${formatAsOf(time, now)}`}
      </span>
      <span>Enter: everything about it</span>
    </p>
  );
}

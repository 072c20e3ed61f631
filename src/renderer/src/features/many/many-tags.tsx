import { Plus, RotateCcw, X } from 'lucide-react';
import { useMemo } from 'react';
import { tagField } from '#shared/edits/edit-fields.ts';
import type { FieldWish } from '#shared/edits/index.ts';
import type { Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { Plain } from '../../ui/plain.tsx';
import { TokenEditor } from '../../ui/token-editor.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { completeTags } from './complete-words.ts';
import { useFieldReasons } from './many-fields.tsx';
import { unwish, wish } from './many-store.ts';
import { tagCounts } from './value-spread.ts';

interface ManyTagsProps {
  readonly images: readonly Image[];
  readonly wishes: ReadonlyMap<string, FieldWish>;
}

/** The longest tag that any service keeps. */
const LONGEST = 255;

/** The tags of all images, with how many have each; some can be given to all, or taken from all. */
export function ManyTags({ images, wishes }: ManyTagsProps) {
  const counts = useMemo(() => tagCounts(images), [images]);
  const reason = useFieldReasons(images)('image.tags');
  const fresh = [...wishes.values()]
    .filter(({ field, wanted }) => field.startsWith(tagField('')) && wanted === true)
    .map(({ field }) => field.slice(tagField('').length))
    .filter((tag) => !counts.has(tag));
  const setFresh = (tags: readonly string[]): void => {
    for (const tag of fresh) if (!tags.includes(tag)) unwish(tagField(tag));
    // What all have already needs no adding.
    for (const tag of tags) if (counts.get(tag) !== images.length) wish(tagField(tag), true);
  };
  return (
    <section className="many-part" aria-labelledby="many-tags-title">
      <h3 id="many-tags-title">Tags</h3>
      {counts.size > 0 && (
        <ul className="many-tags">
          {[...counts].map(([tag, count]) => (
            <TagLine
              key={tag}
              tag={tag}
              count={count}
              all={images.length}
              wanted={wishes.get(tagField(tag))?.wanted}
              reason={reason}
            />
          ))}
        </ul>
      )}
      <TokenEditor
        label="Add tags to all"
        tokens={fresh}
        placeholder="Add a tag, then Enter"
        reason={reason}
        maxLength={LONGEST}
        complete={completeTags}
        onChange={setFresh}
      />
    </section>
  );
}

interface TagLineProps {
  readonly tag: string;
  readonly count: number;
  readonly all: number;
  readonly wanted: unknown;
  readonly reason: string | undefined;
}

function TagLine({ tag, count, all, wanted, reason }: TagLineProps) {
  const field = tagField(tag);
  const name = visibleText(tag);
  const some = count === all ? 'all' : `${formatCount(count)} of ${formatCount(all)}`;
  return (
    <li
      className={classNames('many-tag', wanted === true && 'many-added', wanted === false && 'many-removed')}
    >
      <Plain>{tag}</Plain>
      <small className="figure">
        {wanted === true ? 'to all' : wanted === false ? `from ${count === all ? 'all' : some}` : some}
      </small>
      {wanted === undefined ? (
        <>
          {count < all && (
            <TagButton label={`Add ${name} to all`} reason={reason} onPress={() => wish(field, true)}>
              <Plus size={12} aria-hidden="true" />
            </TagButton>
          )}
          <TagButton label={`Remove ${name} from all`} reason={reason} onPress={() => wish(field, false)}>
            <X size={12} aria-hidden="true" />
          </TagButton>
        </>
      ) : (
        <TagButton label={`Leave ${name} as it is`} reason={undefined} onPress={() => unwish(field)}>
          <RotateCcw size={12} aria-hidden="true" />
        </TagButton>
      )}
    </li>
  );
}

function TagButton(props: {
  readonly label: string;
  readonly reason: string | undefined;
  readonly onPress: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <Button
      variant="icon"
      size="small"
      className="many-tag-button"
      aria-label={props.label}
      tip={props.label}
      reason={props.reason}
      onPress={props.onPress}
    >
      {props.children}
    </Button>
  );
}

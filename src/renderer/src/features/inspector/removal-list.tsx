import type { Image } from '#shared/model/index.ts';
import { CloudName } from '../../ui/cloud-name.tsx';
import { exactBytes, formatBytes, formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { useIsProduction } from '../connections/production.ts';
import { ProductionSign } from '../connections/production-sign.tsx';
import type { StayingImage } from './removal-plan.ts';
import type { RemovalFacts } from './use-removal-facts.ts';

const NAMES_SHOWN = 5;

interface GoingListProps {
  readonly images: readonly Image[];
  readonly facts: ReadonlyMap<string, RemovalFacts>;
}

/** The images that go: name, size, cloud, and who loses them. */
export function GoingList({ images, facts }: GoingListProps) {
  return (
    <ul className="plain-list removal-list">
      {images.slice(0, NAMES_SHOWN).map((image) => (
        <GoingImage key={imageKey(image)} image={image} facts={facts.get(imageKey(image))} />
      ))}
      {images.length > NAMES_SHOWN && (
        <li className="muted">and {formatCount(images.length - NAMES_SHOWN)} more</li>
      )}
    </ul>
  );
}

function GoingImage({ image, facts }: { readonly image: Image; readonly facts: RemovalFacts | undefined }) {
  const { connection, sizeBytes } = image;
  const color = useConnectionColor(connection);
  const production = useIsProduction(connection);
  const words = factWords(facts);
  return (
    <li>
      <span className="removal-line">
        <Plain className="image-name">{named(image.name, image.id)}</Plain>
        <span className="figure muted" title={sizeBytes === null ? undefined : exactBytes(sizeBytes)}>
          {sizeBytes === null ? 'size not said' : formatBytes(sizeBytes)}
        </span>
        <span className="removal-cloud">
          <CloudName name={connection} color={color} />
          {production && <ProductionSign />}
        </span>
      </span>
      {words !== '' && <small className="removal-facts">{words}</small>}
    </li>
  );
}

/** `shared with 3, who lose it (1 has not answered yet) · 2 more of this name stay, in lab` */
function factWords(facts: RemovalFacts | undefined): string {
  if (facts === undefined) return '';
  const { members, accepted, namesakes } = facts;
  const pending = members - accepted;
  const lose =
    members > 0 &&
    `shared with ${members}, who ${members === 1 ? 'loses' : 'lose'} it${
      pending === 0 ? '' : ` (${pending} not answered yet)`
    }`;
  const clouds = [...new Set(namesakes)].map(visibleText).join(', ');
  const same =
    namesakes.length > 0 &&
    (namesakes.length === 1
      ? `another of this name stays, in ${clouds}`
      : `${namesakes.length} others of this name stay, in ${clouds}`);
  return [lose, same].filter((part) => typeof part === 'string').join(' · ');
}

const WHY: Readonly<Record<StayingImage['why'], { readonly words: string; readonly advice: string }>> = {
  protected: { words: 'protected', advice: 'Take the protection off in “Edit…” first.' },
  offline: { words: 'in clouds that cannot be reached', advice: 'Delete them when those are back.' },
  cannot: { words: 'not to be deleted', advice: '' },
};

/** Those that were chosen and stay, by what keeps them. */
export function StayingNotices({ staying }: { readonly staying: readonly StayingImage[] }) {
  return [...Map.groupBy(staying, ({ why }) => why)].map(([why, images]) => (
    <Notice key={why} tone="info">
      <strong>{images.length === 1 ? 'Stays' : `${formatCount(images.length)} stay`},</strong>{' '}
      {WHY[why].words}:{' '}
      {images.slice(0, NAMES_SHOWN).map(({ image }, index) => (
        <span key={imageKey(image)}>
          {index > 0 && ', '}
          <Plain className="image-name">{named(image.name, image.id)}</Plain>
        </span>
      ))}
      {images.length > NAMES_SHOWN && ` and ${formatCount(images.length - NAMES_SHOWN)} more`}.{' '}
      {why === 'cannot' ? visibleText(images[0]?.reason ?? '') : WHY[why].advice}
    </Notice>
  ));
}

import { Lock } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fact } from '../../ui/fact.tsx';
import { When } from '../../ui/figures.tsx';
import { exactBytes, formatBytes, formatCount } from '../../ui/format-bytes.ts';
import { Plain } from '../../ui/plain.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { isVisibility, VISIBILITY_MEANINGS, visibilityLabel } from '../catalog/visibility-word.ts';
import { ImageFindings } from '../metadata/image-findings.tsx';
import { AlsoIn, useTwins } from './also-in.tsx';
import { hashLabel } from './hash-words.ts';

/** What a person asks first: how large, in which state, who sees it, what it needs. */
export function OverviewTab({ image }: { readonly image: Image }) {
  const { twins, total } = useTwins(image);
  return (
    <>
      <SizeCard image={image} />
      <ImageFindings image={image} />
      <dl className="facts">
        <Fact name="Status">
          <StatusBadge image={image} />
        </Fact>
        <Fact name="Visibility">
          <VisibilityFact image={image} />
        </Fact>
        <Fact name="Needs">{needs(image)}</Fact>
        {image.tags.length > 0 && (
          <Fact name="Tags">
            <span className="tag-list">
              {image.tags.map((tag) => (
                <Plain key={tag} className="tag">
                  {tag}
                </Plain>
              ))}
            </span>
          </Fact>
        )}
        {image.protected === true && (
          <Fact name="Protected">
            <Lock size={12} aria-hidden="true" /> Cannot be deleted
          </Fact>
        )}
        {image.checksum !== null && (
          <Fact name={hashLabel(image.checksum.algo)}>
            <span className="mono" title={visibleText(image.checksum.value)}>
              {shortHash(image.checksum.value)}
            </span>
            <CopyButton text={image.checksum.value} what={hashLabel(image.checksum.algo)} />
          </Fact>
        )}
        {twins.length > 0 && (
          <Fact name="Also in">
            <AlsoIn image={image} twins={twins} total={total} />
          </Fact>
        )}
        {image.owner !== null && (
          <Fact name="Owner">
            <span className="mono" title={visibleText(image.owner)}>
              {shortId(image.owner)}
            </span>
            <CopyButton text={image.owner} what="owner" />
          </Fact>
        )}
        <Fact name="Created">
          <When iso={image.createdAt} />
        </Fact>
        <Fact name="Updated">
          <When iso={image.updatedAt} />
        </Fact>
      </dl>
    </>
  );
}

function SizeCard({ image }: { readonly image: Image }) {
  const { sizeBytes, virtualSizeBytes } = image;
  const guest = virtualSizeBytes ?? 0;
  const share = sizeBytes !== null && guest > 0 ? Math.min(1, sizeBytes / guest) : undefined;
  return (
    <section className="card size-card" aria-label="Size">
      <div className="size-card-line">
        <strong title={exactBytes(sizeBytes)}>
          {sizeBytes === null ? 'Size not known' : `${formatBytes(sizeBytes)} on the wire`}
        </strong>
        {virtualSizeBytes !== null && (
          <span title={exactBytes(virtualSizeBytes)}>{formatBytes(virtualSizeBytes)} in the guest</span>
        )}
      </div>
      {share !== undefined && (
        <div className="size-bar" aria-hidden="true">
          <b style={{ width: `${Math.max(1, share * 100)}%` }} />
        </div>
      )}
      <span className="muted">{formatLine(image)}</span>
    </section>
  );
}

function formatLine({ diskFormat, containerFormat }: Image): string {
  if (diskFormat === null) return 'Disk format not known';
  const disk = visibleText(diskFormat);
  if (containerFormat === null || containerFormat === 'bare') return disk;
  return `${disk} in ${visibleText(containerFormat)}`;
}

function VisibilityFact({ image }: { readonly image: Image }) {
  if (image.visibility === null) return '–';
  const meaning = isVisibility(image.visibility) ? VISIBILITY_MEANINGS[image.visibility] : '';
  return (
    <span>
      {visibilityLabel(image.visibility)}
      {image.hidden === true && ', hidden from lists'}
      <small className="meaning">{meaning}</small>
    </span>
  );
}

function needs({ minDiskGb, minRamMb }: Image): string {
  if (minDiskGb === null && minRamMb === null) return '–';
  const parts = [
    minDiskGb !== null && minDiskGb > 0 && `${formatCount(minDiskGb)} GiB disk`,
    minRamMb !== null && minRamMb > 0 && `${formatBytes(minRamMb * 1024 * 1024)} memory`,
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? 'nothing in particular' : parts.join(', ');
}

function shortHash(value: string): string {
  return value.length <= 24
    ? visibleText(value)
    : `${visibleText(value.slice(0, 12))}…${visibleText(value.slice(-8))}`;
}

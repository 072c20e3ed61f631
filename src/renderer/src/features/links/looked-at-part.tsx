import type { LinkReview, MemberStatus } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Fact } from '../../ui/fact.tsx';
import { Bytes, When } from '../../ui/figures.tsx';
import { isNamed } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { visibilityLabel } from '../catalog/visibility-word.ts';
import { PartnerName } from '../partners/partner-name.tsx';
import { FindingLines } from '../upload/finding-lines.tsx';
import { claimProblem, type LookedAt } from './link-review.ts';

const ANSWERS: Readonly<Record<MemberStatus, string>> = {
  pending: 'not yet',
  accepted: 'accepted already',
  rejected: 'declined',
};

interface LookedAtPartProps {
  readonly review: LinkReview;
  readonly looked: LookedAt;
}

/** What the service says, beside what the link claimed. */
export function LookedAtPart({ review, looked }: LookedAtPartProps) {
  const { image, answer, inspection, inspectionError } = looked;
  const problem = claimProblem(review, image);
  return (
    <section className="looked-at" aria-label="What the service says" aria-live="polite">
      <h3>What the service says</h3>
      {problem !== undefined && <Notice tone="warning">{problem}</Notice>}
      <dl className="facts">
        <Fact name="Image">
          {isNamed(image.name) ? <Plain>{image.name}</Plain> : <span className="muted">no name</span>}
        </Fact>
        <Fact name="Owner">
          {image.owner === null ? (
            <span className="muted">not told</span>
          ) : (
            <PartnerName memberId={image.owner} connection={image.connection} />
          )}
        </Fact>
        <Fact name="Status">
          <StatusBadge image={image} />
        </Fact>
        {image.visibility !== null && <Fact name="Visibility">{visibilityLabel(image.visibility)}</Fact>}
        <Fact name="Size">
          <Bytes value={image.sizeBytes} />
        </Fact>
        <Fact name="Updated">
          <When iso={image.updatedAt} />
        </Fact>
        {answer !== null && <Fact name="Your answer">{ANSWERS[answer]}</Fact>}
      </dl>
      {inspection !== undefined && <FindingLines inspection={inspection} packed={false} />}
      {inspectionError !== undefined && (
        <p className="muted">
          Its content could not be looked into:{' '}
          {visibleText(sayThrown(inspectionError, 'images.inspect').message)}
        </p>
      )}
    </section>
  );
}

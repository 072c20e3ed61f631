import { Check, LoaderCircle } from 'lucide-react';
import { Checkbox } from 'react-aria-components';
import { sayError } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnection, useConnectionColor } from '../connections/connections-store.ts';
import type { CopyTarget } from './copy-targets.ts';
import type { CopyOutcome } from './package-copies.ts';

interface CopyTargetLineProps extends CopyTarget {
  readonly chosen: boolean;
  readonly busy: boolean;
  readonly locked: boolean;
  readonly outcome: CopyOutcome | undefined;
  readonly onChosen: (chosen: boolean) => void;
  readonly onRemove: (madeId: string) => void;
}

/** One cloud that the package can be copied to, and what became of it there. */
export function CopyTargetLine(props: CopyTargetLineProps) {
  const { name, reason, chosen, busy, locked, outcome, onChosen, onRemove } = props;
  const color = useConnectionColor(name);
  const profile = useConnection(name)?.profile;
  const api = profile?.kind === 'fifo' ? `API ${profile.settings.api}` : undefined;
  return (
    <div className="copy-target">
      <Checkbox
        className="checkbox"
        isSelected={chosen && reason === undefined}
        isDisabled={locked || reason !== undefined}
        onChange={onChosen}
      >
        <span className="checkbox-box" aria-hidden="true" />
        <CloudDot color={color} />
        <bdi>{visibleText(name)}</bdi>
        <small className="muted">{reason ?? api}</small>
      </Checkbox>
      {busy && (
        <span className="copy-outcome" role="status">
          <LoaderCircle size={14} className="turning" aria-hidden="true" /> copying…
        </span>
      )}
      {!busy && outcome !== undefined && 'done' in outcome && (
        <span className="copy-outcome outcome-good" role="status">
          <Check size={14} aria-hidden="true" /> copied
        </span>
      )}
      {!busy && outcome !== undefined && 'error' in outcome && (
        <Trouble outcome={outcome} onRemove={onRemove} />
      )}
    </div>
  );
}

interface TroubleProps {
  readonly outcome: Extract<CopyOutcome, { readonly error: unknown }>;
  readonly onRemove: (madeId: string) => void;
}

/** Why a copy was refused, and what it left. */
function Trouble({ outcome: { error, madeId }, onRemove }: TroubleProps) {
  const said = sayError(error);
  return (
    <Notice
      tone="bad"
      alert
      className="copy-trouble"
      actions={
        madeId !== undefined && (
          <Button size="small" onPress={() => onRemove(madeId)}>
            Delete what was made
          </Button>
        )
      }
    >
      {visibleText(said.message)} {visibleText(said.hint)}
    </Notice>
  );
}

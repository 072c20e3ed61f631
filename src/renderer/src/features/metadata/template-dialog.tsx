import type { ImageEdit } from '#shared/model/index.ts';
import { applyTemplate, type PropertyChange, type PropertyTemplate } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Plain } from '../../ui/plain.tsx';
import { propertyText } from '../inspector/image-changes.ts';
import { copyImage, type WorkingCopy } from './working-copy.ts';

interface TemplateDialogProps {
  readonly copy: WorkingCopy;
  readonly template: PropertyTemplate;
  /** Lays it over the working copy. */
  readonly onApply: (edit: ImageEdit) => void;
  readonly onClose: () => void;
}

/** What a template would add and replace, before it does. */
export function TemplateDialog({ copy, template, onApply, onClose }: TemplateDialogProps) {
  const { edit, added, replaced, same } = applyTemplate(copyImage(copy), template);
  const nothing = added.length + replaced.length === 0;
  return (
    <ModalDialog
      title={template.name}
      onClose={onClose}
      footer={
        <>
          <span className="dialog-foot-text">
            {[
              added.length > 0 && `${added.length} added`,
              replaced.length > 0 && `${replaced.length} replaced`,
              same.length > 0 && `${same.length} already so`,
            ]
              .filter((part) => typeof part === 'string')
              .join(', ')}
          </span>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            autoFocus={!nothing}
            reason={nothing ? 'The image has all of it already' : undefined}
            onPress={() => onApply(edit)}
          >
            Use it
          </Button>
        </>
      }
    >
      <p>{template.description} Other properties stay as they are. Nothing is sent before you save.</p>
      {!nothing && (
        <table className="template-lines">
          <thead>
            <tr>
              <th scope="col">Property</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {[...replaced, ...added].map((change) => (
              <Line key={change.key} change={change} />
            ))}
          </tbody>
        </table>
      )}
    </ModalDialog>
  );
}

function Line({ change: { key, before, after } }: { readonly change: PropertyChange }) {
  return (
    <tr>
      <th scope="row">
        <Plain className="mono">{key}</Plain>
      </th>
      <td className="muted">
        {before === undefined ? 'not set' : <Plain className="mono">{propertyText(before)}</Plain>}
      </td>
      <td className={before === undefined ? 'change-added' : 'change-changed'}>
        <Plain className="mono">{propertyText(after)}</Plain>
      </td>
    </tr>
  );
}

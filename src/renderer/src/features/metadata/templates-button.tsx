import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { MenuTrigger, Popover } from 'react-aria-components';
import type { ImageEdit } from '#shared/model/index.ts';
import { PROPERTY_TEMPLATES, type PropertyTemplate } from '#shared/properties/index.ts';
import { Button } from '../../ui/button.tsx';
import { ActionMenu } from '../../ui/context-menu.tsx';
import { TemplateDialog } from './template-dialog.tsx';
import { useKind } from './use-kind.ts';
import type { WorkingCopy } from './working-copy.ts';

interface TemplatesButtonProps {
  readonly copy: WorkingCopy;
  readonly reason: string | undefined;
  /** Lays what was chosen over the working copy. */
  readonly onApply: (edit: ImageEdit) => void;
}

/** Ready sets of properties; what one adds and replaces is shown before it does. */
export function TemplatesButton({ copy, reason, onApply }: TemplatesButtonProps) {
  const [chosen, setChosen] = useState<PropertyTemplate>();
  const kind = useKind(copy.base.connection);
  const fitting = PROPERTY_TEMPLATES.filter(
    ({ fitsKinds }) => fitsKinds === undefined || kind === undefined || fitsKinds.includes(kind),
  );
  return (
    <>
      <MenuTrigger>
        <Button
          size="small"
          reason={reason ?? (fitting.length === 0 ? 'There are none for this kind of service' : undefined)}
        >
          Template
          <ChevronDown size={13} aria-hidden="true" />
        </Button>
        <Popover className="popover template-menu" placement="bottom end" offset={2}>
          <ActionMenu
            label="Templates"
            actions={fitting.map((template) => ({
              id: template.id,
              label: template.name,
              run: () => setChosen(template),
            }))}
          />
        </Popover>
      </MenuTrigger>
      {chosen !== undefined && (
        <TemplateDialog
          copy={copy}
          template={chosen}
          onClose={() => setChosen(undefined)}
          onApply={(edit) => {
            setChosen(undefined);
            onApply(edit);
          }}
        />
      )}
    </>
  );
}

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

interface ModalDialogProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly width?: 'small' | 'medium' | 'large';
  /** `alertdialog` for a question that must be answered. */
  readonly role?: 'dialog' | 'alertdialog';
  /** Beside the title, at its end. */
  readonly aside?: ReactNode;
  readonly footer?: ReactNode;
  readonly className?: string | undefined;
  /** A click beside it or Escape closes it. Off while something is being sent. */
  readonly dismissable?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the page: head, scrolling body, foot. Open as long as it is rendered. */
export function ModalDialog(props: ModalDialogProps) {
  const { title, onClose, width = 'medium', role = 'dialog', aside, footer, dismissable = true } = props;
  return (
    <ModalOverlay
      className="modal-veil"
      isOpen
      isDismissable={dismissable && role === 'dialog'}
      isKeyboardDismissDisabled={!dismissable}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={classNames('modal', `modal-${width}`)}>
        <Dialog role={role} className={classNames('dialog', props.className)}>
          <header className="dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {aside}
            <Button variant="icon" className="dialog-close" aria-label="Close" onPress={onClose}>
              <X size={16} aria-hidden="true" />
            </Button>
          </header>
          <div className="dialog-body">{props.children}</div>
          {footer !== undefined && <footer className="dialog-foot">{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

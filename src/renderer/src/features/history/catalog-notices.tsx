import { X } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { formatAbsolute } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { refreshClouds } from '../connections/connections-store.ts';
import { dismissNotice, useNoticesStore } from './notices-store.ts';

/** What the catalogue has to say of itself: that it was damaged and begun anew, and where the old file is. */
export function CatalogNotices() {
  const notices = useNoticesStore((state) => state.notices);
  return notices.map((notice) => (
    <Notice
      key={`${notice.at} ${notice.message}`}
      tone="warning"
      alert
      className="page-notice"
      actions={
        <>
          <Button size="small" onPress={() => refreshClouds()}>
            Refresh
          </Button>
          <Button
            size="small"
            variant="icon"
            aria-label="Put this notice away"
            onPress={() => dismissNotice(notice)}
          >
            <X size={14} aria-hidden="true" />
          </Button>
        </>
      }
    >
      {visibleText(notice.message)} <span className="muted">{formatAbsolute(notice.at)}</span>
    </Notice>
  ));
}

import { useEffect, useState, useSyncExternalStore } from 'react';
import { Notice } from '../ui/notice.tsx';
import { session } from './session.ts';

/** Short losses are mended before anyone needs to know. */
const PATIENCE_MS = 1000;

/** Says quietly that the application does not answer, as long as it does not. */
export function LinkBanner() {
  const { connectionState } = session().bridge;
  const status = useSyncExternalStore(connectionState.subscribe, connectionState.get);
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (status === 'connected') {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [status]);
  if (status === 'unauthorized') {
    return (
      <Notice tone="bad" alert className="link-banner">
        This page has no valid session with Argosy. Open the address that Argosy printed when it started.
      </Notice>
    );
  }
  if (status === 'connected' || !late) return null;
  return (
    <Notice tone="warning" status className="link-banner">
      Argosy does not answer at the moment. What stands here may be old; the page connects again by itself.
    </Notice>
  );
}

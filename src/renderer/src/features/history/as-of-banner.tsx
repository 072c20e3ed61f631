import { History } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { formatAbsolute } from '../../ui/format-time.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { backToNow } from './browse-past.ts';
import { askForPast } from './history-store.ts';

/** Over the whole page while the list is one of the past: it cannot be taken for the present. */
export function AsOfBanner() {
  const asOf = useCatalogStore((state) => state.query.asOf);
  if (asOf === undefined) return null;
  return (
    <section className="as-of-banner" aria-label="The past is on show">
      <History size={15} aria-hidden="true" />
      <p role="status">
        <strong>The catalogue as of {formatAbsolute(asOf)}.</strong> <span>Nothing can be changed here.</span>
      </p>
      <Button
        size="small"
        onPress={() => {
          backToNow();
          askForPast(true);
        }}
      >
        Another time…
      </Button>
      <Button size="small" onPress={backToNow}>
        Back to now
      </Button>
    </section>
  );
}

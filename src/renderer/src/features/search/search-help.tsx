import { CircleHelp } from 'lucide-react';
import { DialogTrigger } from 'react-aria-components';
import { SEARCH_KEYS } from '#shared/search/index.ts';
import { Button } from '../../ui/button.tsx';
import { PanelPopover } from '../../ui/panel-popover.tsx';
import { searchFor } from './search-input.tsx';
import { showSearchPanel, useSearchStore } from './search-store.ts';

const FORMS: readonly (readonly [string, string])[] = [
  ['debian 13', 'both words, anywhere in an image or its properties'],
  ['"debian 13"', 'just that, side by side'],
  ['-hidden -tag:old', 'a minus: what must not be'],
  ['status:active,failed', 'one of several'],
  ['name:ubuntu* format:*', 'starts with; has any'],
  ['size:1G..2G', 'also >2G, >=2G, <500M'],
  ['updated:<7d', 'younger than 7 days; m h d w y, >30d older'],
  ['created:2026-11-01..2026-11-15', 'dates, with both ends'],
  ['property.os_distro:debian', 'a property; alone: has it'],
];

/** The language of searches by its examples. Each can be tried. */
export function SearchHelp() {
  const open = useSearchStore((state) => state.panel === 'help');
  return (
    <DialogTrigger isOpen={open} onOpenChange={(next) => showSearchPanel(next ? 'help' : undefined)}>
      <Button
        variant="icon"
        size="small"
        className="search-button"
        aria-label="How to search"
        tip="How to search"
      >
        <CircleHelp size={14} aria-hidden="true" />
      </Button>
      <PanelPopover title="How to search" className="search-help" placement="bottom end">
        <dl className="search-examples">
          {FORMS.map(([example, meaning]) => (
            <Example key={example} example={example} meaning={meaning} />
          ))}
        </dl>
        <h3>Keys</h3>
        <dl className="search-examples">
          {SEARCH_KEYS.map(({ key, meaning, example }) => (
            <Example key={key} example={example} meaning={meaning} />
          ))}
        </dl>
      </PanelPopover>
    </DialogTrigger>
  );
}

function Example({ example, meaning }: { readonly example: string; readonly meaning: string }) {
  return (
    <div>
      <dt>
        <button
          type="button"
          className="search-example"
          onClick={() => {
            showSearchPanel(undefined);
            searchFor(example);
          }}
        >
          {example}
        </button>
      </dt>
      <dd>{meaning}</dd>
    </div>
  );
}

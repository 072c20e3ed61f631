import { Check, FoldVertical, Group as GroupIcon, UnfoldVertical } from 'lucide-react';
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { CATALOG_GROUPINGS } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { useCatalogStore } from './catalog-state.ts';
import { GROUPING_LABELS } from './group-words.ts';
import { groupBy } from './grouping-actions.ts';
import { EXPAND_LIMIT, setAllExpanded, setListQuery } from './list-loading.ts';

const NONE = 'none';
const ORDERS = { label: 'By name', images: 'Most images first' } as const;

/** What the list is put together by, and in which order the groups stand. */
export function GroupingControl() {
  const { grouping, groupOrder } = useCatalogStore((state) => state.query);
  const label = grouping === undefined ? NONE : GROUPING_LABELS[grouping].toLowerCase();
  return (
    <>
      {grouping !== undefined && <ExpandButton />}
      <MenuTrigger>
        <Button size="small" className="grouping-button">
          <GroupIcon size={14} aria-hidden="true" />
          Group: {label}
        </Button>
        <Popover className="popover" placement="bottom end" offset={6}>
          <Menu className="menu" aria-label="Group the list">
            <MenuSection
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[grouping ?? NONE]}
              onSelectionChange={(keys) => {
                const by = CATALOG_GROUPINGS.find((each) => keys !== 'all' && keys.has(each));
                groupBy(by);
              }}
            >
              <Header className="menu-header">Group by</Header>
              <Choice id={NONE} label="None" />
              {CATALOG_GROUPINGS.map((by) => (
                <Choice key={by} id={by} label={GROUPING_LABELS[by]} />
              ))}
            </MenuSection>
            {grouping !== undefined && (
              <MenuSection
                selectionMode="single"
                disallowEmptySelection
                selectedKeys={[groupOrder]}
                onSelectionChange={(keys) =>
                  setListQuery({ groupOrder: keys !== 'all' && keys.has('images') ? 'images' : 'label' })
                }
              >
                <Header className="menu-header">Order of the groups</Header>
                <Choice id="label" label={ORDERS.label} />
                <Choice id="images" label={ORDERS.images} />
              </MenuSection>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
    </>
  );
}

function Choice({ id, label }: { readonly id: string; readonly label: string }) {
  return (
    <MenuItem id={id} textValue={label} className="menu-item menu-choice">
      {({ isSelected }) => (
        <>
          {isSelected ? <Check size={14} aria-hidden="true" /> : <span className="menu-choice-gap" />}
          {label}
        </>
      )}
    </MenuItem>
  );
}

/** Expands all groups, where they are few; collapses them as soon as one is expanded. */
function ExpandButton() {
  const groups = useCatalogStore((state) => state.list?.total ?? 0);
  const anyExpanded = useCatalogStore((state) => (state.list?.sections.length ?? 0) > 0);
  const Icon = anyExpanded ? FoldVertical : UnfoldVertical;
  const label = anyExpanded ? 'Collapse all groups' : 'Expand all groups';
  const tooMany = !anyExpanded && groups > EXPAND_LIMIT;
  return (
    <Button
      size="small"
      variant="icon"
      aria-label={label}
      tip={label}
      reason={tooMany ? `They are expanded one by one where there are more than ${EXPAND_LIMIT}` : undefined}
      onPress={() => setAllExpanded(!anyExpanded)}
    >
      <Icon size={14} aria-hidden="true" />
    </Button>
  );
}

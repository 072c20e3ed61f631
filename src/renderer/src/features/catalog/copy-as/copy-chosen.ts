import type { Image } from '#shared/model/index.ts';
import { toast } from '../../../app/toast-queue.ts';
import { formatCount } from '../../../ui/format-bytes.ts';
import { useConnectionsStore } from '../../connections/connections-store.ts';
import { useSettingsStore } from '../../settings/settings-store.ts';
import { useCatalogStore } from '../catalog-state.ts';
import { type ColumnKey, columnLayout } from '../column-layout.ts';
import { COPY_LABELS, type CopyForm, imagesAs } from './copy-forms.ts';

/** Puts the chosen images on the clipboard, in a form; `columns` are those on show. */
export async function copyChosen(
  form: CopyForm,
  columns: readonly ColumnKey[] = columnsOnShow(),
): Promise<void> {
  const images = [...useCatalogStore.getState().selection.images.values()];
  if (images.length === 0) return;
  await navigator.clipboard.writeText(imagesAs(form, images, columns));
  const count = images.length === 1 ? 'One image' : `${formatCount(images.length)} images`;
  toast({ tone: 'good', title: `${count} copied`, text: COPY_LABELS[form] });
}

/** Why images cannot be copied in a form; `undefined` if they can. */
export function copyReason(form: CopyForm, images: readonly Image[]): string | undefined {
  if (images.length === 0) return 'Choose an image first';
  if (form !== 'openstack-show' && form !== 'openstack-set') return undefined;
  const list = useConnectionsStore.getState().list ?? [];
  const other = images.find(
    ({ connection }) => list.find(({ profile }) => profile.name === connection)?.profile.kind !== 'glance',
  );
  return other === undefined
    ? undefined
    : `The openstack command speaks to Glance; ${other.connection} is none`;
}

function columnsOnShow(): readonly ColumnKey[] {
  return columnLayout(useSettingsStore.getState().settings.columns)
    .filter(({ visible }) => visible)
    .map(({ key }) => key);
}

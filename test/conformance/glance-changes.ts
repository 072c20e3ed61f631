import type { ImageEdit } from '#shared/model/index.ts';
import type { MemberStep } from './describe-previews.ts';

/** Changes whose requests are foreseen, then sent, to a Glance: each on top of those before. */
export const GLANCE_CHANGES: {
  readonly edits: readonly ImageEdit[];
  readonly members: readonly MemberStep[];
} = {
  edits: [
    { name: 'Größe ☂' },
    { minDiskGb: 7, minRamMb: 512, protected: true, hidden: true },
    { protected: false, hidden: false },
    { addTags: ['one', 'drei ü'] },
    { addTags: ['two'], removeTags: ['one', 'never'] },
    { setProperties: { 'hw/disk~bus': 'virtio', empty: '', os_distro: 'debian' } },
    { setProperties: { os_distro: 'fedora' }, unsetProperties: ['empty', 'never', 'hw/disk~bus'] },
    { visibility: 'private' },
  ],
  members: [
    { does: 'a private image is made shared first', add: ['one', 'two'], makeShared: true },
    { does: 'one comes, one goes', add: ['odd ~one'], remove: ['one'] },
    { does: 'the difference', replace: ['two', 'three'] },
    { does: 'all go', remove: ['two', 'three'] },
    { does: 'one comes back', add: ['two'], makeShared: true },
    { does: 'nobody', replace: [] },
  ],
};

import {
  architectureOf,
  editFix,
  isForLibvirt,
  isWindows,
  type LintContext,
  type LintRule,
  property,
  saysYes,
  setFix,
  textOf,
} from './lint-context.ts';

/** nova/virt/libvirt/blockinfo.py `get_disk_bus_for_device_type`: q35 has no IDE; CD-ROMs are on SATA there. */
const ideOnQ35: LintRule = (context) => {
  if (!textOf(context, 'hw_machine_type')?.includes('q35')) return [];
  return (['hw_disk_bus', 'hw_cdrom_bus'] as const)
    .filter((key) => textOf(context, key) === 'ide')
    .map((key) => ({
      severity: 'warning',
      code: 'ide-on-q35',
      message: `${key === 'hw_disk_bus' ? 'Disks' : 'CD-ROM drives'} are to be on IDE, but the machine type q35 has none.`,
      reason: 'The host refuses to start such a server.',
      fields: [property(key), property('hw_machine_type')],
      fix: setFix('Use SATA', { [key]: 'sata' }),
    }));
};

/** nova/virt/libvirt/blockinfo.py `SUPPORTED_DEVICE_BUSES`. */
const busOfOtherHypervisor: LintRule = (context) => {
  const hypervisor = textOf(context, 'img_hv_type') ?? textOf(context, 'hypervisor_type');
  if (!['qemu', 'kvm'].includes(hypervisor?.toLowerCase() ?? '')) return [];
  return (['hw_disk_bus', 'hw_cdrom_bus'] as const)
    .filter((key) => ['xen', 'uml', 'lxc'].includes(textOf(context, key) ?? ''))
    .map((key) => ({
      severity: 'warning',
      code: 'bus-of-other-hypervisor',
      message: `${key} is ${textOf(context, key)}, which ${hypervisor} does not have.`,
      reason: 'The host refuses to start such a server.',
      fields: [property(key)],
      fix: null,
    }));
};

/** The controller is only used for disks on the scsi bus; without one named they are on virtio. */
const scsiModelUnused: LintRule = (context) => {
  const model = textOf(context, 'hw_scsi_model');
  const bus = textOf(context, 'hw_disk_bus');
  if (model === undefined || bus === 'scsi' || !isForLibvirt(context)) return [];
  // CD-ROM drives may be what it is for; on ARM they are on it by themselves.
  if (textOf(context, 'hw_cdrom_bus') === 'scsi' || architectureOf(context) === 'aarch64') return [];
  return [
    {
      severity: 'info',
      code: 'scsi-model-without-scsi-bus',
      message: `A SCSI controller is chosen (${model}), but disks are on ${bus ?? 'virtio, as nothing is said'}.`,
      reason:
        'The controller has no disks then. With hw_disk_bus=scsi it has, and disks are called sda, not vda.',
      fields: [property('hw_scsi_model'), property('hw_disk_bus')],
      fix: bus === undefined ? setFix('Put disks on the SCSI bus', { hw_disk_bus: 'scsi' }) : null,
    },
  ];
};

/** Windows has no virtio drivers of its own: without them the first start ends in INACCESSIBLE_BOOT_DEVICE. */
const windowsDrivers: LintRule = (context) => {
  if (!isWindows(context) || !isForLibvirt(context)) return [];
  const bus = textOf(context, 'hw_disk_bus');
  const virtioScsi = bus === 'scsi' && (textOf(context, 'hw_scsi_model') ?? '') === 'virtio-scsi';
  if ((bus !== 'virtio' && !virtioScsi) || hintsAtDrivers(context)) return [];
  return [
    {
      severity: 'info',
      code: 'windows-needs-virtio-drivers',
      message: 'Windows boots from virtio only with drivers that it does not bring.',
      reason:
        'Without them it stops with INACCESSIBLE_BOOT_DEVICE. If the drivers are in the image, all is well.',
      fields: [property('hw_disk_bus')],
      fix: null,
    },
  ];
};

/** Who installed the guest agent had virtio drivers for its channel; and some say so. */
function hintsAtDrivers(context: LintContext): boolean {
  const { image } = context;
  return (
    saysYes(context, 'hw_qemu_guest_agent') ||
    [image.name ?? '', ...image.tags, ...Object.keys(image.properties)].some((text) => /virtio/i.test(text))
  );
}

/** nova/virt/libvirt/vif.py: several queues are for virtio only. */
const queuesWithoutVirtio: LintRule = (context) => {
  const model = textOf(context, 'hw_vif_model');
  if (!saysYes(context, 'hw_vif_multiqueue_enabled') || model === undefined || model === 'virtio') return [];
  return [
    {
      severity: 'info',
      code: 'queues-without-virtio',
      message: `Several network queues are asked for, but ${model} has only one.`,
      reason: 'Nothing happens: only the virtio network card has several.',
      fields: [property('hw_vif_multiqueue_enabled'), property('hw_vif_model')],
      fix: editFix('Leave the queues away', { unsetProperties: ['hw_vif_multiqueue_enabled'] }),
    },
  ];
};

/** nova/virt/libvirt/driver.py `_can_quiesce`, `_requires_quiesce`. */
const quiesceWithoutAgent: LintRule = (context) => {
  if (!saysYes(context, 'os_require_quiesce') || saysYes(context, 'hw_qemu_guest_agent')) return [];
  return [
    {
      severity: 'info',
      code: 'quiesce-without-agent',
      message: 'Only quiet snapshots are allowed, but there is no QEMU guest agent to make them.',
      reason:
        'Every snapshot of a running server is refused. The agent must be in the image, and hw_qemu_guest_agent be set.',
      fields: [property('os_require_quiesce'), property('hw_qemu_guest_agent')],
      fix: null,
    },
  ];
};

/** The vmwareapi driver attaches a disk as this says, not as the file is. */
const vmdkKind: LintRule = (context) => {
  const kind = textOf(context, 'vmware_disktype');
  const { inspection } = context;
  if (kind === undefined || inspection?.format !== 'vmdk') return [];
  const actual = inspection.subformat === 'streamOptimized' ? 'streamOptimized' : undefined;
  if (actual === undefined || kind === actual) return [];
  return [
    {
      severity: 'warning',
      code: 'vmdk-kind-contradicted',
      message: `The VMDK is ${actual}, but vmware_disktype says ${kind}.`,
      reason: 'vSphere reads the disk as what it is not, and the server does not start.',
      fields: [property('vmware_disktype')],
      fix: setFix(`Set it to ${actual}`, { vmware_disktype: actual }),
    },
  ];
};

export const DEVICE_RULES: readonly LintRule[] = [
  ideOnQ35,
  busOfOtherHypervisor,
  scsiModelUnused,
  windowsDrivers,
  queuesWithoutVirtio,
  quiesceWithoutAgent,
  vmdkKind,
];

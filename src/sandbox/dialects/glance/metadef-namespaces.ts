/** One property as the service describes it: a subset of JSON schema. */
export interface MetadefProperty {
  readonly title: string;
  readonly description?: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  readonly enum?: readonly string[];
  readonly items?: { readonly type: string; readonly enum?: readonly string[] };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
}

type Properties = Readonly<Record<string, MetadefProperty>>;

export interface MetadefNamespace {
  readonly namespace: string;
  readonly displayName: string;
  readonly description: string;
  /** What it is for, with the prefix that names of properties have there. */
  readonly associations: readonly {
    readonly name: string;
    readonly prefix?: string;
    readonly properties_target?: string;
  }[];
  readonly properties?: Properties;
  readonly objects?: readonly {
    readonly name: string;
    readonly description: string;
    readonly properties: Properties;
  }[];
}

const image = 'OS::Glance::Image';
const flavor = 'OS::Nova::Flavor';

/** A few of what a cloud has, under the names that compute services really read. */
export const metadefNamespaces: readonly MetadefNamespace[] = [
  {
    namespace: 'Sandbox::Hardware',
    displayName: 'Virtual Hardware',
    description: 'How the machines of an image are built.',
    associations: [
      { name: image, prefix: 'hw_' },
      { name: 'OS::Cinder::Volume', prefix: 'hw_', properties_target: 'image' },
      { name: flavor, prefix: 'hw:' },
    ],
    properties: {
      disk_bus: {
        title: 'Disk Bus',
        description: 'The controller that disks are attached to.',
        type: 'string',
        enum: ['virtio', 'scsi', 'sata', 'ide', 'usb'],
      },
      cpu_cores: { title: 'Cores', type: 'integer', minimum: 1, maximum: 64, default: 1 },
      qemu_guest_agent: {
        title: 'Guest Agent',
        description: 'Whether the image has the agent installed.',
        type: 'boolean',
        default: false,
      },
    },
  },
  {
    namespace: 'Sandbox::System',
    displayName: 'Operating System',
    description: 'What is installed on an image.',
    associations: [{ name: image }],
    properties: {
      os_distro: { title: 'Distribution', type: 'string', enum: ['alpine', 'debian', 'fedora', 'ubuntu'] },
      os_version: { title: 'Version', type: 'string' },
      os_features: {
        title: 'Features',
        type: 'array',
        items: { type: 'string', enum: ['cloud-init', 'selinux', 'uefi'] },
      },
    },
  },
  {
    namespace: 'Sandbox::Database',
    displayName: 'Database Software',
    description: 'The database that an image brings.',
    associations: [{ name: image }, { name: 'OS::Nova::Server', properties_target: 'metadata' }],
    objects: [
      {
        name: 'PostgreSQL',
        description: 'An object-relational database.',
        properties: {
          sw_database_postgresql_version: { title: 'Version', type: 'string' },
          sw_database_postgresql_listen_port: {
            title: 'Port',
            type: 'integer',
            minimum: 1,
            maximum: 65_535,
            default: 5432,
          },
        },
      },
    ],
  },
  {
    namespace: 'Sandbox::Flavor',
    displayName: 'Only for flavors',
    description: 'Nothing that images could have.',
    associations: [{ name: flavor, prefix: 'quota:' }],
    properties: { cpu_shares: { title: 'Shares', type: 'integer', minimum: 0 } },
  },
];

export interface PropertySchema {
  readonly type: string | readonly string[];
  readonly readOnly?: true;
  readonly description?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly enum?: readonly (string | null)[];
  readonly items?: object;
}

const uuid = '^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$';
const containerFormats = [null, 'ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker', 'compressed'];
const diskFormats = [null, 'ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop'];
const statuses = [
  'queued',
  'saving',
  'active',
  'killed',
  'deleted',
  'uploading',
  'importing',
  'pending_delete',
  'deactivated',
];
const optionalText = ['null', 'string'];
const optionalNumber = ['null', 'integer'];
const readOnly = true;

const validationData = {
  description:
    "Values to be used to populate the corresponding image properties. If the image status is not 'queued', values must exactly match those already contained in the image properties.",
  type: 'object',
  writeOnly: true,
  additionalProperties: false,
  properties: {
    checksum: { type: 'string', minLength: 32, maxLength: 32 },
    os_hash_algo: { type: 'string', maxLength: 64 },
    os_hash_value: { type: 'string', maxLength: 128 },
  },
  required: ['os_hash_algo', 'os_hash_value'],
};

/** The attributes every image has (glance-v2.md §3), as the service describes them itself. */
export const imageProperties: Readonly<Record<string, PropertySchema>> = {
  id: { type: 'string', description: 'An identifier for the image', pattern: uuid },
  name: { type: optionalText, description: 'Descriptive name for the image', maxLength: 255 },
  status: { type: 'string', readOnly, description: 'Status of the image', enum: statuses },
  visibility: {
    type: 'string',
    description: 'Scope of image accessibility',
    enum: ['community', 'public', 'private', 'shared'],
  },
  protected: { type: 'boolean', description: 'If true, image will not be deletable.' },
  os_hidden: {
    type: 'boolean',
    description: 'If true, image will not appear in default image list response.',
  },
  checksum: { type: optionalText, readOnly, description: 'md5 hash of image contents.', maxLength: 32 },
  os_hash_algo: {
    type: optionalText,
    readOnly,
    description: 'Algorithm to calculate the os_hash_value',
    maxLength: 64,
  },
  os_hash_value: {
    type: optionalText,
    readOnly,
    description: 'Hexdigest of the image contents using the algorithm specified by the os_hash_algo',
    maxLength: 128,
  },
  owner: { type: optionalText, description: 'Owner of the image', maxLength: 255 },
  size: { type: optionalNumber, readOnly, description: 'Size of image file in bytes' },
  virtual_size: { type: optionalNumber, readOnly, description: 'Virtual size of image in bytes' },
  container_format: { type: optionalText, description: 'Format of the container', enum: containerFormats },
  disk_format: { type: optionalText, description: 'Format of the disk', enum: diskFormats },
  created_at: { type: 'string', readOnly, description: 'Date and time of image registration' },
  updated_at: { type: 'string', readOnly, description: 'Date and time of the last image modification' },
  tags: {
    type: 'array',
    description: 'List of strings related to the image',
    items: { type: 'string', maxLength: 255 },
  },
  direct_url: {
    type: 'string',
    readOnly,
    description: 'URL to access the image file kept in external store',
  },
  min_ram: { type: 'integer', description: 'Amount of ram (in MB) required to boot image.' },
  min_disk: { type: 'integer', description: 'Amount of disk space (in GB) required to boot image.' },
  self: { type: 'string', readOnly, description: 'An image self url' },
  file: { type: 'string', readOnly, description: 'An image file url' },
  stores: {
    type: 'string',
    readOnly,
    description:
      'Store in which image data resides.  Only present when the operator has enabled multiple stores.  May be a comma-separated list of store identifiers.',
  },
  schema: { type: 'string', readOnly, description: 'An image schema url' },
  locations: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        url: { type: 'string', maxLength: 255 },
        metadata: { type: 'object' },
        validation_data: validationData,
      },
      required: ['url', 'metadata'],
    },
    description: 'A set of URLs to access the image file kept in external store',
  },
};

const memberSchema = {
  name: 'member',
  properties: {
    member_id: { type: 'string', description: 'An identifier for the image member (tenantId)' },
    image_id: { type: 'string', description: 'An identifier for the image', pattern: uuid },
    created_at: { type: 'string', description: 'Date and time of image member creation' },
    updated_at: { type: 'string', description: 'Date and time of last modification of image member' },
    status: {
      type: 'string',
      description: 'The status of this image member',
      enum: ['pending', 'accepted', 'rejected'],
    },
    schema: { readOnly, type: 'string' },
  },
};

/** The documents of `/v2/schemas/{name}`, for a service whose images have these attributes. */
export function schemaDocuments(
  properties: Readonly<Record<string, PropertySchema>> = imageProperties,
): Readonly<Record<string, object>> {
  const image = {
    name: 'image',
    properties,
    additionalProperties: { type: 'string' },
    links: [
      { rel: 'self', href: '{self}' },
      { rel: 'enclosure', href: '{file}' },
      { rel: 'describedby', href: '{schema}' },
    ],
  };
  return {
    image,
    images: {
      name: 'images',
      properties: {
        images: { type: 'array', items: image },
        first: { type: 'string' },
        next: { type: 'string' },
        schema: { type: 'string' },
      },
      links: [
        { rel: 'first', href: '{first}' },
        { rel: 'next', href: '{next}' },
        { rel: 'describedby', href: '{schema}' },
      ],
    },
    member: memberSchema,
    members: {
      name: 'members',
      properties: { members: { type: 'array', items: memberSchema }, schema: { type: 'string' } },
      links: [{ rel: 'describedby', href: '{schema}' }],
    },
  };
}

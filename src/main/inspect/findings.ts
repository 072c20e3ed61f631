import type { Finding } from '#shared/model/inspection.ts';

/** The words for what several formats have in common: what it is, why it matters, what to do. */

export function info(code: string, message: string): Finding {
  return { severity: 'info', code, message };
}

export function warning(code: string, message: string): Finding {
  return { severity: 'warning', code, message };
}

export function refusal(code: string, message: string): Finding {
  return { severity: 'refusal', code, message };
}

/** `name` is text fit for showing (`displayText`), empty if the header names none. */
export function backingFile(name: string): Finding {
  return refusal(
    'backing-file',
    `This image holds only the changes to another file${named(name)}. The service does not have that file, or would ` +
      'read one of its own by that name. Merge them first: qemu-img convert writes one complete image.',
  );
}

export function dataFile(name: string): Finding {
  return refusal(
    'data-file',
    `This image keeps its contents in another file${named(name)}. The service does not have that file, or would ` +
      'read one of its own by that name. Make it one file first: qemu-img convert writes one complete image.',
  );
}

export function parentDisk(name: string): Finding {
  return refusal(
    'parent-disk',
    `This is a differencing disk: it holds only the changes to a parent${named(name)}, which the service does not ` +
      'have. Merge it with its parent first, or convert it with qemu-img convert.',
  );
}

export function truncated(detail: string): Finding {
  return warning(
    'truncated',
    `The file seems to be cut off: ${detail}. It would not boot, or would lose data. Fetch or copy it again and ` +
      'compare its checksum.',
  );
}

export function implausible(detail: string): Finding {
  return warning(
    'implausible-header',
    `The header is damaged or made up: ${detail}. Services are likely to refuse it. Check it with qemu-img check, or ` +
      'fetch it again.',
  );
}

export function notReadToEnd(): Finding {
  return warning(
    'inspection-limit',
    'The headers ask for more reading than an inspection may do, so a part of them was not looked at. An ordinary ' +
      'image never does. Check where it comes from.',
  );
}

export function beginningOnly(): Finding {
  return info(
    'beginning-only',
    'Only the beginning of the bytes could be read, because the service cannot begin in the middle: what its ' +
      'headers tell further on was not looked at.',
  );
}

export function encrypted(method: string): Finding {
  return warning(
    'encrypted',
    `The contents are encrypted (${method}). A server boots from it only where the service holds the key; most do ` +
      'not. Send it decrypted, or make sure that the key is known there.',
  );
}

export function dirty(): Finding {
  return warning(
    'dirty',
    'The image was not closed cleanly; perhaps a virtual machine still writes to it. What is sent may be ' +
      'inconsistent. Shut that machine down, then run qemu-img check -r all.',
  );
}

export function corrupt(): Finding {
  return warning(
    'corrupt',
    'The image is marked as corrupt by the program that last wrote it. It will be opened read-only or not at all, ' +
      'and data may be lost. Repair it with qemu-img check -r all, or use another copy.',
  );
}

export function unsupportedFormat(name: string): Finding {
  return warning(
    'unsupported-format',
    `Image services have no disk format for ${name} and do not boot from it. Convert it first, for example with ` +
      'qemu-img convert -O qcow2.',
  );
}

function named(name: string): string {
  return name === '' ? '' : ` (“${name}”)`;
}

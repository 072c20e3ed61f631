import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import type { NewPackage, PackageDocument, UnfinishedCopy } from '#shared/model/index.ts';
import { type CopiedPackage, copiedPackage, isMadeAs, missingMetadata } from '#shared/packages/index.ts';
import type { Call, ImageProvider } from '../providers/provider.ts';
import type { UnfinishedCopies } from './unfinished-copies.ts';
import { writeMetadata } from './write-metadata.ts';

export interface PackageCopy {
  readonly from: string;
  readonly id: string;
  readonly to: string;
  readonly name?: string | undefined;
  /** The id of a copy that was begun before. */
  readonly into?: string | undefined;
}

interface CopyDeps {
  readonly provider: (connection: string) => Promise<ImageProvider>;
  readonly copies: UnfinishedCopies;
}

/** As `packages.copy` promises. What was made is noted on disk until it has everything. */
export async function copyPackage(
  { provider, copies }: CopyDeps,
  { from, id, to, name, into }: PackageCopy,
  call: Call,
): Promise<{ readonly document: PackageDocument; readonly notes: readonly string[] }> {
  const source = await (await provider(from)).showPackage(id, call);
  const target = await provider(to);
  const plan = copiedPackage(source, name ?? source.package.name);
  const wanted = sendable(plan, source, call);
  const unfinishedOf = (madeId: string, madeName: string): UnfinishedCopy => ({
    ...{ from, id, name: source.package.name, to, madeId, madeName },
    begunAt: new Date().toISOString(),
  });
  const made = await (into === undefined
    ? target.createPackage(wanted, call).catch((error: unknown) => {
        const madeId = isAppError(error) ? error.context?.['halfMade'] : undefined;
        if (typeof madeId === 'string') copies.note(unfinishedOf(madeId, wanted.name));
        throw error;
      })
    : begun(target, into, wanted, call).catch((error: unknown) => {
        // It was deleted elsewhere: nothing is left to be finished.
        if (isAppError(error, 'NOT_FOUND')) copies.forget({ to, madeId: into });
        throw error;
      }));
  const unfinished = unfinishedOf(made.package.id, made.package.name);
  const missing = missingMetadata(plan.metadata, made.package.metadata);
  if (missing.length > 0 && into === undefined) copies.note(unfinished);
  try {
    await writeMetadata(target, unfinished.madeId, missing, call);
  } catch (thrown) {
    throw halfMade(toAppError(thrown, call.operation), unfinished);
  }
  copies.forget(unfinished);
  return { document: await target.showPackage(unfinished.madeId, call), notes: plan.notes };
}

function sendable(plan: CopiedPackage, { package: source }: PackageDocument, call: Call): NewPackage {
  if (plan.package !== undefined) return plan.package;
  throw new AppError('INVALID', `The package "${source.name}" cannot be copied. ${plan.problems.join(' ')}`, {
    operation: call.operation,
    hint: 'Nothing was sent. Make a new package by hand.',
  });
}

async function begun(
  target: ImageProvider,
  into: string,
  wanted: NewPackage,
  call: Call,
): Promise<PackageDocument> {
  const held = await target.showPackage(into, call);
  if (isMadeAs(held.package, wanted)) return held;
  throw new AppError(
    'CONFLICT',
    `The package "${held.package.name}" is not a copy of this one: its values differ.`,
    {
      operation: call.operation,
      hint: 'Nothing was sent. Packages cannot be changed: delete it, and copy anew.',
    },
  );
}

function halfMade(error: AppError, { to, madeId, madeName }: UnfinishedCopy): AppError {
  return new AppError(error.code, `The copy "${madeName}" in ${to} is not finished. ${error.message}`, {
    ...error,
    context: { ...error.context, halfMade: madeId },
    cause: error,
  });
}

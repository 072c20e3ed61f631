import { useMemo } from 'react';
import type { Image } from '#shared/model/index.ts';
import { type LintFinding, lintImage } from '#shared/properties/index.ts';
import { type SeenInspection, useInspection } from './use-inspection.ts';
import { useKind } from './use-kind.ts';
import { isReadByNova, type KnownProperties } from './use-known-properties.ts';

export interface SeenFindings {
  readonly findings: readonly LintFinding[];
  readonly inspection: SeenInspection;
}

/** What looks wrong about an image, by its fields and by what is kept of its headers. Nobody is asked. */
export function useFindings(image: Image, { known }: KnownProperties): SeenFindings {
  const inspection = useInspection(image);
  const { kept } = inspection;
  const readsThem = isReadByNova(useKind(image.connection));
  const findings = useMemo(
    () => (readsThem ? lintImage({ image, inspection: kept?.value ?? null, known }) : []),
    [image, kept, known, readsThem],
  );
  return { findings, inspection };
}

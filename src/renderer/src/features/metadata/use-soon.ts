import { startTransition, useEffect, useState } from 'react';

/** `false` in the first drawing, `true` in one soon after it that holds nothing up: for what can wait so long. */
export function useSoon(): boolean {
  const [soon, setSoon] = useState(false);
  useEffect(() => startTransition(() => setSoon(true)), []);
  return soon;
}

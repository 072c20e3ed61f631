import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';
import type { KeyValueFile } from '../../settings/index.ts';

const KEY = 'window';
const DEFAULT_SIZE = { width: 1280, height: 800 };

const storedBounds = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
  maximized: z.boolean(),
});

/** Where the window was last, if any screen still shows that place; otherwise a usual size, centred. */
export function restoreBounds(file: KeyValueFile): { bounds: Partial<Rectangle>; maximized: boolean } {
  const stored = storedBounds.safeParse(file.get(KEY));
  if (!stored.success) return { bounds: DEFAULT_SIZE, maximized: false };
  const { maximized, ...bounds } = stored.data;
  const visible = screen.getAllDisplays().some(({ workArea }) => overlaps(workArea, bounds));
  return { bounds: visible ? bounds : DEFAULT_SIZE, maximized };
}

/** Keeps the window's place for the next start. */
export function keepBounds(window: BrowserWindow, file: KeyValueFile): void {
  window.on('close', () => {
    try {
      file.set(KEY, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch {
      // A disk that is full or a file that was damaged meanwhile must not keep the window open.
    }
  });
}

/** Enough of the title bar must be on the screen to be grasped. */
function overlaps(area: Rectangle, window: Rectangle): boolean {
  const grasp = 64;
  return (
    window.x + window.width > area.x + grasp &&
    window.x < area.x + area.width - grasp &&
    window.y >= area.y - grasp &&
    window.y < area.y + area.height - grasp
  );
}

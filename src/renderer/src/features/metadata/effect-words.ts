import type { PropertyEffect } from '#shared/properties/index.ts';

/** One word for a badge, and what it means. */
export const EFFECT_WORDS: Readonly<
  Record<PropertyEffect, { readonly word: string; readonly meaning: string }>
> = {
  boot: { word: 'boot', meaning: 'Affects whether and how it boots' },
  placement: { word: 'placement', meaning: 'Affects on which host a server of it is placed' },
  licence: { word: 'licence', meaning: 'Affects what is licensed or billed' },
  performance: { word: 'speed', meaning: 'Affects how fast it runs' },
  security: { word: 'security', meaning: 'Affects how it is guarded' },
  information: { word: 'info', meaning: 'Tells people; changes nothing by itself' },
};

export { applyTemplate, type PropertyChange } from './apply-properties.ts';
export { booleanOf, booleanText } from './boolean-words.ts';
export { checkValue, closestValue } from './check-value.ts';
export { findProperties } from './find-properties.ts';
export { isOfOrigin, knownProperties, knownProperty } from './known-properties.ts';
export { type KnownProperty, PROPERTY_EFFECTS, type PropertyEffect } from './known-property.ts';
export { lintImage } from './lint/lint-image.ts';
export type { LintFinding } from './lint-finding.ts';
export { PROPERTY_TEMPLATES, type PropertyTemplate } from './templates.ts';

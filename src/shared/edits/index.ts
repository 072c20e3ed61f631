export type { FieldWish } from './edit-fields.ts';
export { editOf, fieldValue, propertyField, propertyOf, wishesOf, withWishes } from './edit-fields.ts';
export { changedFields, reviewFields } from './review-fields.ts';
export { sameValue } from './same-value.ts';

export type { FieldWish } from './edit-fields.ts';
export { editOf, fieldValue, wishesOf, withWishes } from './edit-fields.ts';
export { reviewFields } from './review-fields.ts';
export { sameValue } from './same-value.ts';

export { completionAt, type SearchPlace } from './complete-search.ts';
export { foldText } from './fold-text.ts';
export { fitsPattern, fitsRange, matchesCondition, matchesSearch } from './match-search.ts';
export { parseSearch } from './parse-search.ts';
export { quoteText, quoteValue } from './quote-text.ts';
export {
  isFlagField,
  isNumberField,
  isTextField,
  isTimeField,
  nearestKey,
  SEARCH_KEYS,
  type SearchKey,
  type SearchKeyFacts,
  searchKey,
} from './search-keys.ts';
export * from './search-query.ts';
export {
  HASH_LINE,
  ID_LINE,
  KEY_END,
  propertyLine,
  propertyText,
  searchText,
  TAG_LINE,
} from './search-text.ts';
export { timeValue } from './time-value.ts';
